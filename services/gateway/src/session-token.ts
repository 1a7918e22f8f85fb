import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sessionCookie } from '@arcade/contracts';

export interface SessionToken {
  readonly token: string;
  readonly via: 'bearer' | 'cookie';
}

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Whether a program means to be somebody, with a token of any shape. */
export const hasBearer = (req: IncomingMessage): boolean => /^Bearer\b/i.test(req.headers.authorization ?? '');

/** The request's session token and how it came: only a cookie can be sent by somebody else's page. */
export function tokenOf(req: IncomingMessage): SessionToken | undefined {
  const bearer = /^Bearer ([\w-]{43})$/i.exec(req.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, via: 'bearer' };
  const cookie = cookieOf(req, sessionCookie);
  return cookie !== undefined && /^[\w-]{43}$/.test(cookie) ? { token: cookie, via: 'cookie' } : undefined;
}

/** The value of a cookie that has no `=` in it. */
export function cookieOf(req: IncomingMessage, wanted: string): string | undefined {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === wanted && value !== undefined) return value;
  }
  return undefined;
}
