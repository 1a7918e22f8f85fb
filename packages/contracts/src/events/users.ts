import * as z from 'zod';
import { UserId } from '../ids.ts';
import { Timestamp } from '../times.ts';
import { Role } from '../api/user-views.ts';
import { event } from './event.ts';

export const UserRegistered = event('users', 'user', 'registered', {
  userId: UserId,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  roles: z.array(Role),
});
export const UserChanged = event('users', 'user', 'changed', {
  userId: UserId,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  roles: z.array(Role),
  emailVerified: z.boolean(),
  disabled: z.boolean(),
});
/** One session (with its hash) or every session of a user begun before `revokedAt`. */
export const SessionRevoked = event('users', 'session', 'revoked', {
  revocationSeq: z.int().positive(),
  userId: UserId,
  sessionHash: z.string().optional(),
  revokedAt: Timestamp,
});
