import { usersApi, type SessionRevocation } from '@arcade/contracts';
import { createLoop, type Dapr, type Logger, type Loop } from '@arcade/service-defaults';

/** Sessions that ended early, held in memory by every gateway and replayed from `users`, which keeps them for good. */
export interface Revocations {
  isRevoked(userId: string, sessionHash: string, createdAtMs: number): boolean;
  add(revocation: Pick<SessionRevocation, 'userId' | 'sessionHash' | 'revokedAt'>): void;
  /** Rejects until the first replay is complete: before that nobody can say that a session still stands. */
  ready(): Promise<void>;
  readonly loop: Loop;
}

const pageSize = 1000;

export function createRevocations(dapr: Dapr, logger: Logger): Revocations {
  const sessions = new Set<string>();
  const users = new Map<string, number>();
  let lastSeq = 0;
  let complete = false;

  const add: Revocations['add'] = ({ userId, sessionHash, revokedAt }) => {
    if (sessionHash !== undefined) sessions.add(sessionHash);
    else users.set(userId, Math.max(users.get(userId) ?? 0, Date.parse(revokedAt)));
  };

  /** The event is the fast path; reading on from where we were finds what it lost. */
  const replay = async (): Promise<boolean> => {
    const page = await dapr.invoke(usersApi.readRevocations, { query: { after: lastSeq, limit: pageSize } });
    for (const revocation of page.items) add(revocation);
    lastSeq = page.lastSeq;
    const more = page.items.length === pageSize;
    if (!more) complete = true;
    return more;
  };

  return {
    isRevoked: (userId, sessionHash, createdAtMs) =>
      sessions.has(sessionHash) || (users.get(userId) ?? Number.NEGATIVE_INFINITY) >= createdAtMs,
    add,
    async ready() {
      if (!complete) throw new Error('revocations are not read yet');
    },
    loop: createLoop('session revocations', 2000, replay, logger),
  };
}
