import { createHash } from 'node:crypto';
import { DomainError, sessionCookie, type Identity, type StoredSession } from '@arcade/contracts';
import type { Clock, StateStore } from '@arcade/service-defaults';
import type { IncomingMessage } from 'node:http';
import type { Revocations } from './revocations.ts';

/** How long a read of the session store is believed. */
const cacheMs = 1000;
/** How long one assertion is sent on; it lives 60 s. */
const assertionMs = 20_000;

export interface SessionDependencies {
  readonly store: StateStore<StoredSession>;
  readonly revocations: Revocations;
  readonly sign: (identity: Identity, now: Date) => Promise<string>;
  readonly clock: Clock;
}

export interface SignedIn {
  readonly identity: Identity;
  readonly assertion: string;
}

export interface Sessions {
  /**
   * Who a token belongs to; undefined when it is unknown, over or revoked.
   * @throws DomainError dependency-unavailable when nobody can say
   */
  resolve(token: string): Promise<SignedIn | undefined>;
}

interface Cached {
  readonly session: StoredSession | undefined;
  readonly readAt: number;
  signed?: { readonly value: SignedIn; readonly at: number };
}

export function createSessions({ store, revocations, sign, clock }: SessionDependencies): Sessions {
  const cache = new Map<string, Promise<Cached>>();

  const read = async (sessionHash: string): Promise<Cached> => {
    const found = await store.get(sessionHash).catch((error: unknown) => {
      cache.delete(sessionHash);
      throw new DomainError('dependency-unavailable', 'Sessions cannot be read at the moment', {
        cause: String(error),
      });
    });
    return { session: found?.value, readAt: clock.now().getTime() };
  };

  const lookUp = async (sessionHash: string): Promise<Cached> => {
    const known = await cache.get(sessionHash);
    const now = clock.now().getTime();
    if (known !== undefined && now - known.readAt < cacheMs) return known;
    if (cache.size >= 20_000) cache.clear();
    const reading = read(sessionHash).then((fresh) => keepSignature(fresh, known));
    cache.set(sessionHash, reading);
    return await reading;
  };

  return {
    async resolve(token) {
      const sessionHash = hashOf(token);
      const entry = await lookUp(sessionHash);
      const { session } = entry;
      const now = clock.now();
      if (session === undefined || Date.parse(session.expiresAt) <= now.getTime()) return undefined;
      if (revocations.isRevoked(session.userId, sessionHash, Date.parse(session.createdAt))) return undefined;
      if (entry.signed !== undefined && now.getTime() - entry.signed.at < assertionMs) return entry.signed.value;
      const identity = { userId: session.userId, roles: session.roles, sessionHash };
      const value = { identity, assertion: await sign(identity, now) };
      entry.signed = { value, at: now.getTime() };
      return value;
    },
  };
}

/** A fresh read that says the same keeps the signed assertion. */
function keepSignature(fresh: Cached, known: Cached | undefined): Cached {
  if (known?.signed === undefined || JSON.stringify(known.session) !== JSON.stringify(fresh.session)) return fresh;
  return { ...fresh, signed: known.signed };
}

export const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** The request's session token and how it came: only a cookie can be sent by somebody else's page. */
export function tokenOf(req: IncomingMessage): { token: string; via: 'bearer' | 'cookie' } | undefined {
  const bearer = /^Bearer ([\w-]{43})$/.exec(req.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, via: 'bearer' };
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === sessionCookie && value !== undefined && /^[\w-]{43}$/.test(value))
      return { token: value, via: 'cookie' };
  }
  return undefined;
}
