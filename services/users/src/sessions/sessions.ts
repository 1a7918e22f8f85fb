import type { StoredSession, UserId } from '@arcade/contracts';
import type { Logger, StateStore } from '@arcade/service-defaults';
import type { SignedIn } from '../accounts/account-changes.ts';
import type { RevocationLog } from './revocation-log.ts';
import { hashOf, newToken } from './session-tokens.ts';

export interface OpenedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Sessions live in the state store; that they are over is in the log of revocations, which outlives the store. */
export interface Sessions {
  open(account: SignedIn): Promise<OpenedSession>;
  /** Ends one session for good, whatever becomes of the store. */
  end(userId: UserId, sessionHash: string): Promise<void>;
  /** Lets this one session go on after its user's sessions were revoked. */
  renew(sessionHash: string, account: SignedIn): Promise<void>;
}

export interface SessionsOptions {
  readonly store: StateStore<StoredSession>;
  readonly revocations: RevocationLog;
  readonly now: () => Promise<Date>;
  readonly seconds: number;
  readonly logger: Logger;
}

export function createSessions({ store, revocations, now, seconds, logger }: SessionsOptions): Sessions {
  return {
    async open({ userId, roles, lastSignInAt }) {
      const token = newToken();
      const expiresAt = new Date(lastSignInAt.getTime() + seconds * 1000);
      await store.set(
        hashOf(token),
        {
          userId,
          roles: [...roles],
          createdAt: lastSignInAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
        },
        { ttlSeconds: seconds },
      );
      return { token, expiresAt };
    },
    async end(userId, sessionHash) {
      await revocations.append({ revocationId: sessionHash, userId, sessionHash, revokedAt: await now() });
      await store.delete(sessionHash).catch((error: unknown) => {
        logger.warn({ err: error }, 'a revoked session is still in the store; it is refused all the same');
      });
    },
    async renew(sessionHash, { lastSignInAt, roles }) {
      const current = await store.get(sessionHash);
      if (current === undefined) return;
      const left = Math.ceil((Date.parse(current.value.expiresAt) - lastSignInAt.getTime()) / 1000);
      if (left <= 0) return;
      const renewed = { ...current.value, roles: [...roles], createdAt: lastSignInAt.toISOString() };
      await store.set(sessionHash, renewed, { ttlSeconds: left });
    },
  };
}
