import { createHash, randomBytes } from 'node:crypto';
import { sessionCookie } from '@arcade/contracts';

/** 256 random bits. Whoever reads our stores finds only hashes. */
export const newToken = (): string => randomBytes(32).toString('base64url');
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const attributes = 'Path=/; HttpOnly; Secure; SameSite=Lax';
export const cookieWith = (token: string, seconds: number): string =>
  `${sessionCookie}=${token}; Max-Age=${seconds}; ${attributes}`;
export const clearedCookie = `${sessionCookie}=; Max-Age=0; ${attributes}`;
