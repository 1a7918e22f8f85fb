import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sessionCookie } from '@arcade/contracts';

export interface SessionToken {
  readonly token: string;
  readonly via: 'bearer' | 'cookie';
}

export const hashOf = (token: string): string => hash('sha256', token, 'base64url');

/** Whether a program means to be somebody, with a token of any shape. */
export const hasBearer = (req: IncomingMessage): boolean => /^Bearer\b/i.test(req.headers.authorization ?? '');

const sessionCookieOf = cookieReader(sessionCookie);

/** The request's session token and how it came: only a cookie can be sent by somebody else's page. */
export function tokenOf(req: IncomingMessage): SessionToken | undefined {
  const bearer = /^Bearer ([\w-]{43})$/i.exec(req.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, via: 'bearer' };
  const cookie = sessionCookieOf(req);
  return cookie !== undefined && /^[\w-]{43}$/.test(cookie) ? { token: cookie, via: 'cookie' } : undefined;
}

/** Reads the value, which has no `=` in it, of a cookie; the first counts. */
export function cookieReader(name: string): (req: IncomingMessage) => string | undefined {
  const pattern = new RegExp(`(?:^|;)\\s*${name}=([^;=]*)`);
  return ({ headers }) => pattern.exec(headers.cookie ?? '')?.[1]?.trimEnd();
}
