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
  readonly session: ReadSession;
}

/** With its times in ms, which every request compares. */
interface ReadSession extends StoredSession {
  readonly createdMs: number;
  readonly expiresMs: number;
}

export interface Sessions {
  /**
   * Who a token belongs to; undefined when it is unknown, over or revoked.
   * @throws DomainError dependency-unavailable when nobody can say
   */
  resolve(token: string): Promise<SignedIn | undefined>;
  /** The same without waiting, as it was read within the last second; undefined when that is not known. */
  atHand(token: string): SignedIn | undefined;
  /** Whether the token was somebody's when it was last read: then it is no guess. */
  knows(token: string): boolean;
  /** Whether somebody who was signed in still is, as far as this process knows: it costs nothing. */
  stands(signedIn: SignedIn): boolean;
}

interface Entry {
  readonly startedAt: number;
  readonly session: Promise<ReadSession | undefined>;
  signed?: { readonly value: SignedIn; readonly at: number };
  /** Who that is, once it is read. */
  signedIn?: SignedIn;
  /** Read again after a revocation: what it says about that is final. */
  final?: true;
}

export function createSessions({ store, revocations, sign, clock }: SessionDependencies): Sessions {
  const cache = new Map<string, Entry>();
  const nowMs = () => clock.now().getTime();

  const read = async (sessionHash: string): Promise<ReadSession | undefined> => {
    try {
      const stored = (await store.get(sessionHash))?.value;
      if (stored === undefined) return undefined;
      return { ...stored, createdMs: Date.parse(stored.createdAt), expiresMs: Date.parse(stored.expiresAt) };
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

  const stillStands = (sessionHash: string, { userId, createdMs, expiresMs }: ReadSession) =>
    expiresMs > nowMs() && !revocations.isRevoked(userId, sessionHash, createdMs);

  const isFresh = (entry: Entry | undefined): entry is Entry =>
    entry !== undefined && nowMs() - entry.startedAt < cacheMs;
  const stands: Sessions['stands'] = ({ identity, session }) => stillStands(identity.sessionHash, session);

  const signedInOf = async (sessionHash: string, session: ReadSession, entry: Entry): Promise<SignedIn> => {
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
      let entry = isFresh(known) ? known : readAnew(sessionHash, known);
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
      return (entry.signedIn = await signedInOf(sessionHash, session, entry));
    },
    atHand(token) {
      const entry = cache.get(hashOf(token));
      const signedIn = isFresh(entry) ? entry.signedIn : undefined;
      return signedIn !== undefined && stands(signedIn) ? signedIn : undefined;
    },
    knows: (token) => cache.get(hashOf(token))?.signed !== undefined,
    stands,
  };
}
