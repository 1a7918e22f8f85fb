import { maximumSessionSeconds, usersApi, type SessionRevocation } from '@arcade/contracts';
import { createLoop, type Clock, type Dapr, type Logger, type Loop } from '@arcade/service-defaults';

export type Revocation = Pick<SessionRevocation, 'userId' | 'sessionHash' | 'revokedAt'>;

/** Sessions that ended early, held in memory by every gateway and replayed from `users`, which keeps them for good. */
export interface Revocations {
  isRevoked(userId: string, sessionHash: string, createdAtMs: number): boolean;
  add(revocation: Revocation): void;
  /** Whether the first replay is complete: before that nobody can say that a session still stands. */
  isComplete(): boolean;
  readonly loop: Loop;
}

const pageSize = 1000;
const replayMs = 2000;
const forgetMs = 60_000;

export function createRevocations(dapr: Dapr, clock: Clock, logger: Logger): Revocations {
  /** Session hash → when it was revoked. */
  const sessions = new Map<string, number>();
  /** User → every session until then. */
  const users = new Map<string, number>();
  let lastSeq = 0;
  let complete = false;
  let forgottenAt = 0;

  const add: Revocations['add'] = ({ userId, sessionHash, revokedAt }) => {
    const at = Date.parse(revokedAt);
    if (sessionHash === undefined) users.set(userId, Math.max(users.get(userId) ?? 0, at));
    else sessions.set(sessionHash, at);
  };

  /** What is older than any session can be says nothing any more. */
  const forgetOld = () => {
    const now = clock.now().getTime();
    if (now - forgottenAt < forgetMs) return;
    forgottenAt = now;
    const oldest = now - maximumSessionSeconds * 1000;
    for (const kept of [sessions, users]) {
      for (const [key, at] of kept) if (at < oldest) kept.delete(key);
    }
  };

  /** The event is the fast path; reading on from where we were finds what it lost. */
  const replay = async (): Promise<boolean> => {
    const page = await dapr.invoke(usersApi.readRevocations, { query: { after: lastSeq, limit: pageSize } });
    for (const revocation of page.items) add(revocation);
    // A log shorter than what we have read was restored from a backup: its next entries carry old positions.
    const restored = page.lastSeq < lastSeq;
    lastSeq = restored ? 0 : page.lastSeq;
    const more = restored || page.items.length === pageSize;
    if (!more) complete = true;
    forgetOld();
    return more;
  };

  return {
    isRevoked: (userId, sessionHash, createdAtMs) =>
      sessions.has(sessionHash) || (users.get(userId) ?? Number.NEGATIVE_INFINITY) >= createdAtMs,
    add,
    isComplete: () => complete,
    loop: createLoop('session revocations', replayMs, replay, logger),
  };
}
