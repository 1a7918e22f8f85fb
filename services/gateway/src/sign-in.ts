import type { IncomingMessage } from 'node:http';
import { DomainError, sessionCookie, type Endpoint } from '@arcade/contracts';
import type { Request, Response } from 'express';
import { requireOwnPage } from './csrf.ts';
import { rateLimited, type RateLimits } from './rate-limits.ts';
import { hasBearer, tokenOf } from './session-token.ts';
import type { Sessions, SignedIn } from './sessions.ts';
import type { Turns } from './turns.ts';

export interface SignInDependencies {
  readonly sessions: Sessions;
  readonly rateLimits: Pick<RateLimits, 'countUnknownToken'>;
  /** For reading tokens that nobody has shown yet, by network. */
  readonly turns: Turns;
  readonly publicOrigin: string;
}

const clearedCookie = `${sessionCookie}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`;

/**
 * Who is asking. Whoever proves to be somebody is let through, whatever others in the network do; only further unknown
 * tokens are refused there. A session that has ended leaves the browser as anonymous, with its cookie cleared; a program
 * gets a 401. Neither is kept from signing in again.
 * @throws DomainError csrf-rejected, rate-limited, unauthenticated, dependency-unavailable
 */
export async function signedInOf(
  { sessions, rateLimits, turns, publicOrigin }: SignInDependencies,
  endpoint: Pick<Endpoint, 'access' | 'rateClass'>,
  req: Request,
  res: Response,
  network: string,
): Promise<SignedIn | undefined> {
  const token = tokenOf(req);
  if (token === undefined) {
    if (!isWayIn(endpoint) && hasBearer(req)) throw new DomainError('unauthenticated', 'This is no session token');
    return undefined;
  }
  if (token.via === 'cookie') requireOwnPage(req, publicOrigin);
  const signedIn = await resolveInTurn({ sessions, turns }, token.token, network);
  if (signedIn !== undefined) return signedIn;
  const waitSeconds = await rateLimits.countUnknownToken(network);
  if (token.via === 'cookie') {
    res.setHeader('set-cookie', clearedCookie);
    return undefined;
  }
  if (isWayIn(endpoint)) return undefined;
  if (waitSeconds !== undefined) throw rateLimited(waitSeconds);
  // Not even where anybody may ask: a program that believes to be somebody would fill a cart that is nobody's.
  throw new DomainError('unauthenticated', 'The session is over');
}

/** Guesses cost reads of the session store: a network has only some of them at a time, and nobody else waits for it. */
export const resolveInTurn = (
  { sessions, turns }: Pick<SignInDependencies, 'sessions' | 'turns'>,
  token: string,
  network: string,
): Promise<SignedIn | undefined> =>
  sessions.knows(token) ? sessions.resolve(token) : turns.take(network, () => sessions.resolve(token));

/** Signing in, registering, a new password: what somebody does whose session has ended. */
export const isWayIn = ({ access, rateClass }: Pick<Endpoint, 'access' | 'rateClass'>): boolean =>
  access === 'public' && (rateClass === 'login' || rateClass === 'register' || rateClass === 'mail');

/** Somebody who sees of the catalogue what everybody sees. */
export const isShopper = (signedIn: SignedIn | undefined): boolean =>
  signedIn === undefined || signedIn.identity.roles.every((role) => role === 'customer');

/** Whether it is known without waiting that a shopper asks, or nobody in particular; false also when that is not known. */
export function isShopperAtHand(sessions: Pick<Sessions, 'atHand'>, req: IncomingMessage): boolean {
  const token = tokenOf(req);
  if (token === undefined) return !hasBearer(req);
  const signedIn = sessions.atHand(token.token);
  return signedIn !== undefined && isShopper(signedIn);
}
