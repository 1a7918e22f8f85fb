import * as z from 'zod';
import { UserId } from './ids.ts';
import { Role } from './api/user-views.ts';

/** Who is asking, as the gateway asserts it (EdDSA JWT, 60 s) and services verify it. */
export const Identity = z.object({
  userId: UserId,
  roles: z.array(Role),
  /** SHA-256 (base64url) of the session token. */
  sessionHash: z.string(),
});
export type Identity = z.infer<typeof Identity>;

/** Header that carries the assertion between gateway and services. */
export const assertionHeader = 'arcade-assertion';
/** Header with the id of a browser that has signed in here before; the gateway vouches for it. */
export const deviceHeader = 'arcade-device';
/** Header with the instant (ms since 1970) after which nobody waits for the answer. */
export const deadlineHeader = 'arcade-deadline';

/** What the state store `sessions` keeps under the SHA-256 (base64url) of a token. */
export const StoredSession = z.object({
  userId: UserId,
  roles: z.array(Role),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type StoredSession = z.infer<typeof StoredSession>;

/** No session lives longer (30 days), so a revocation older than this says nothing any more. */
export const maximumSessionSeconds = 2_592_000;

export const sessionCookie = '__Host-session';
/** Tells a browser that has signed in here before; it opens nothing. */
export const deviceCookie = '__Host-device';
