import { DomainError, sessionCookie, type Endpoint } from '@arcade/contracts';
import type { Request, Response } from 'express';
import { requireOwnPage } from './csrf.ts';
import type { RateLimits } from './rate-limits.ts';
import { tokenOf } from './session-token.ts';
import type { Sessions, SignedIn } from './sessions.ts';

export interface SignInDependencies {
  readonly sessions: Sessions;
  readonly rateLimits: Pick<RateLimits, 'refuseGuesser' | 'countUnknownToken'>;
  readonly publicOrigin: string;
}

const clearedCookie = `${sessionCookie}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`;

/**
 * Who is asking. A session that has ended leaves the browser as anonymous, with its cookie cleared; a program gets a 401.
 * @throws DomainError csrf-rejected, rate-limited, unauthenticated, dependency-unavailable
 */
export async function signedInOf(
  { sessions, rateLimits, publicOrigin }: SignInDependencies,
  { access }: Pick<Endpoint, 'access'>,
  req: Request,
  res: Response,
  network: string,
): Promise<SignedIn | undefined> {
  const token = tokenOf(req);
  if (token === undefined) return undefined;
  if (token.via === 'cookie') requireOwnPage(req, publicOrigin);
  await rateLimits.refuseGuesser(network);
  const signedIn = await sessions.resolve(token.token);
  if (signedIn !== undefined) return signedIn;
  await rateLimits.countUnknownToken(network);
  if (token.via === 'cookie') res.setHeader('set-cookie', clearedCookie);
  else if (access !== 'public') throw new DomainError('unauthenticated', 'The session is over');
  return undefined;
}
