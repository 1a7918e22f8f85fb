import { DomainError, type Identity, type StoredSession } from '@arcade/contracts';
import type { Clock, StateStore } from '@arcade/service-defaults';
import type { Revocations } from './revocations.ts';
import { hashOf } from './session-token.ts';

/** How long a read of the session store is believed. */
const cacheMs = 1000;
/** How long one assertion is sent on; it lives 60 s. */
const assertionMs = 20_000;
const maximumCached = 20_000;

export interface SessionDependencies {
  readonly store: StateStore<StoredSession>;
  readonly revocations: Pick<Revocations, 'isRevoked' | 'isComplete'>;
  readonly sign: (identity: Identity, now: Date) => Promise<string>;
  readonly clock: Clock;
}

export interface SignedIn {
  readonly identity: Identity;
  readonly assertion: string;
  readonly session: StoredSession;
}

export interface Sessions {
  /**
   * Who a token belongs to; undefined when it is unknown, over or revoked.
   * @throws DomainError dependency-unavailable when nobody can say
   */
  resolve(token: string): Promise<SignedIn | undefined>;
  /** Whether the token was somebody's when it was last read: then it is no guess. */
  knows(token: string): boolean;
  /** Whether somebody who was signed in still is, as far as this process knows: it costs nothing. */
  stands(signedIn: SignedIn): boolean;
}

interface Entry {
  readonly startedAt: number;
  readonly session: Promise<StoredSession | undefined>;
  signed?: { readonly value: SignedIn; readonly at: number };
  /** Read again after a revocation: what it says about that is final. */
  final?: true;
}

export function createSessions({ store, revocations, sign, clock }: SessionDependencies): Sessions {
  const cache = new Map<string, Entry>();
  const nowMs = () => clock.now().getTime();

  const read = async (sessionHash: string): Promise<StoredSession | undefined> => {
    try {
      return (await store.get(sessionHash))?.value;
    } catch (error) {
      cache.delete(sessionHash);
      throw new DomainError('dependency-unavailable', 'Sessions cannot be read at the moment', {
        cause: String(error),
      });
    }
  };

  const readAnew = (sessionHash: string, known: Entry | undefined): Entry => {
    const entry: Entry = { startedAt: nowMs(), session: read(sessionHash) };
    // Signed again only when the session changes or the assertion gets old.
    if (known?.signed !== undefined) entry.signed = known.signed;
    cache.delete(sessionHash);
    cache.set(sessionHash, entry);
    const [oldest] = cache.keys();
    if (cache.size > maximumCached && oldest !== undefined) cache.delete(oldest);
    return entry;
  };

  const stillStands = (sessionHash: string, { userId, createdAt, expiresAt }: StoredSession) =>
    Date.parse(expiresAt) > nowMs() && !revocations.isRevoked(userId, sessionHash, Date.parse(createdAt));

  const signedInOf = async (sessionHash: string, session: StoredSession, entry: Entry): Promise<SignedIn> => {
    const { signed } = entry;
    const now = clock.now();
    const fresh = signed !== undefined && now.getTime() - signed.at < assertionMs;
    if (fresh && JSON.stringify(signed.value.session) === JSON.stringify(session)) return signed.value;
    const identity = { userId: session.userId, roles: session.roles, sessionHash };
    const value = { identity, session, assertion: await sign(identity, now) };
    entry.signed = { value, at: now.getTime() };
    return value;
  };

  return {
    async resolve(token) {
      if (!revocations.isComplete()) {
        throw new DomainError('dependency-unavailable', 'It is not known yet which sessions have ended');
      }
      const sessionHash = hashOf(token);
      const known = cache.get(sessionHash);
      let entry = known !== undefined && nowMs() - known.startedAt < cacheMs ? known : readAnew(sessionHash, known);
      let session = await entry.session;
      if (session === undefined) {
        // Guesses must not push out those who are somebody.
        if (cache.get(sessionHash) === entry) cache.delete(sessionHash);
        return undefined;
      }
      if (!stillStands(sessionHash, session) && entry.final === undefined) {
        // The session may have been renewed along with the revocation of all others: ask once more.
        entry = readAnew(sessionHash, undefined);
        entry.final = true;
        session = await entry.session;
      }
      if (session === undefined || !stillStands(sessionHash, session)) return undefined;
      return await signedInOf(sessionHash, session, entry);
    },
    knows: (token) => cache.get(hashOf(token))?.signed !== undefined,
    stands: ({ identity, session }) => stillStands(identity.sessionHash, session),
  };
}
