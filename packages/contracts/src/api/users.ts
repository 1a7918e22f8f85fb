import * as z from 'zod';
import { Address, AddressInput, PhoneNumber } from '../address.ts';
import { Email } from '../email.ts';
import { api, endpoint } from '../endpoint.ts';
import { UserId } from '../ids.ts';
import { LanguageTag } from '../language-tag.ts';
import { CurrencyCode } from '../money.ts';
import { pageOf, PageQuery, queryInteger } from '../paging.ts';
import { kindOfText, line, personName, secret, token } from '../text.ts';
import { Timestamp } from '../times.ts';
import { addressBook } from './address-book.ts';
import { readAuditTrail } from './audit-trail.ts';
import { listDeadLetters, replayDeadLetter } from './dead-letters.ts';
import { readEvents } from './internal-events.ts';

export const Role = z.enum(['customer', 'merchant', 'admin']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

const Password = secret(10, 200);
const Name = personName(100);
const CurrentPassword = secret(1, 200);
const MailedToken = token(20, 200);

/** Of a host with a name that the DNS can have. */
const WebAddress = kindOfText(
  'web address',
  z
    .string()
    .max(2000)
    .refine((text) => z.httpUrl().safeParse(text).success, 'This is not a web address')
    .meta({ format: 'uri', pattern: '^https?://' }),
);

const profileFields = {
  firstName: Name,
  lastName: Name,
  age: z.int().min(0).max(150).nullable(),
  gender: z.enum(['female', 'male', 'non-binary', 'undisclosed']).nullable(),
  address: Address.nullable(),
  avatarUrl: WebAddress.nullable(),
  phoneNumber: PhoneNumber.nullable(),
  categoryPreference: z.array(line(60)).max(20),
} as const;

export const User = z
  .object({
    userId: UserId,
    email: Email,
    emailVerified: z.boolean(),
    ...profileFields,
    roles: z.array(Role),
    disabled: z.boolean(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const ProfileChange = z
  .strictObject({ ...profileFields, address: AddressInput.nullable() })
  .partial()
  .meta({ id: 'ProfileChange' });

export const Preferences = z
  .strictObject({
    theme: z.enum(['system', 'light', 'dark']),
    notifications: z.strictObject({ email: z.boolean(), sms: z.boolean(), push: z.boolean() }),
  })
  .meta({ id: 'Preferences' });
export type Preferences = z.infer<typeof Preferences>;

export const Settings = z
  .strictObject({
    language: LanguageTag,
    currencyCode: CurrencyCode,
    reducedMotion: z.boolean(),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

export const Session = z
  .object({
    user: User,
    expiresAt: Timestamp,
    /** Only with `delivery: "token"`; otherwise the session travels in the `__Host-session` cookie. */
    token: z.string().optional(),
  })
  .meta({ id: 'Session' });

/** A session that ended before its time: gateways refuse it at once. */
export const SessionRevocation = z
  .object({
    seq: z.int().positive(),
    userId: UserId,
    /** SHA-256 (base64url) of the token; absent: every session of the user created before `revokedAt`. */
    sessionHash: z.string().optional(),
    revokedAt: Timestamp,
  })
  .meta({ id: 'SessionRevocation' });
export type SessionRevocation = z.infer<typeof SessionRevocation>;

export const usersApi = api('users', {
  registerUser: endpoint({
    method: 'POST',
    path: '/users/register',
    summary: 'Create an account and send a verification mail',
    access: 'public',
    rateClass: 'register',
    body: z.strictObject({
      email: Email,
      password: Password,
      firstName: Name,
      lastName: Name,
      /** What kind of user: a merchant may offer products. */
      userType: z.enum(['customer', 'merchant']).default('customer'),
    }),
    responses: { 201: User },
    headers: ['etag'],
    problems: ['already-exists'],
  }),
  verifyEmail: endpoint({
    method: 'POST',
    path: '/users/verify-email',
    summary: 'Confirm the address with the mailed token',
    access: 'public',
    rateClass: 'mail',
    body: z.strictObject({ token: MailedToken }),
    responses: { 200: User },
    headers: ['etag'],
    problems: ['invalid-token', 'not-found'],
  }),
  resendVerification: endpoint({
    method: 'POST',
    path: '/users/verify-email/resend',
    summary: 'Send the verification mail again',
    access: 'customer',
    rateClass: 'register',
    responses: { 202: null },
    problems: ['not-found'],
  }),
  login: endpoint({
    method: 'POST',
    path: '/users/login',
    summary: 'Open a session',
    access: 'public',
    audit: { action: 'session.opened' },
    rateClass: 'login',
    body: z.strictObject({
      email: Email,
      password: CurrentPassword,
      delivery: z.enum(['cookie', 'token']).default('cookie').meta({ example: 'token' }),
    }),
    responses: { 200: Session },
    headers: ['set-cookie'],
    problems: ['invalid-credentials', 'account-disabled', 'login-throttled'],
  }),
  logout: endpoint({
    method: 'POST',
    path: '/users/logout',
    summary: 'End this session',
    access: 'customer',
    responses: { 204: null },
    headers: ['set-cookie'],
  }),
  logoutEverywhere: endpoint({
    method: 'POST',
    path: '/users/logout-everywhere',
    summary: 'End every session of this account',
    access: 'customer',
    responses: { 204: null },
    headers: ['set-cookie'],
    problems: ['not-found'],
  }),
  getProfile: endpoint({
    method: 'GET',
    path: '/users/profile',
    summary: 'My account',
    access: 'customer',
    responses: { 200: User },
    headers: ['etag'],
    problems: ['not-found'],
  }),
  changeProfile: endpoint({
    method: 'PATCH',
    path: '/users/profile',
    summary: 'Change my account',
    access: 'customer',
    ifMatch: true,
    body: ProfileChange,
    responses: { 200: User },
    headers: ['etag'],
    problems: ['not-found', 'address-book-full'],
  }),
  changePassword: endpoint({
    method: 'POST',
    path: '/users/password',
    summary: 'Change my password; every other session ends',
    access: 'customer',
    audit: { action: 'password.changed' },
    rateClass: 'login',
    body: z.strictObject({ currentPassword: CurrentPassword, newPassword: Password }),
    responses: { 204: null },
    problems: ['not-found', 'invalid-credentials', 'login-throttled'],
  }),
  forgotPassword: endpoint({
    method: 'POST',
    path: '/users/password/forgot',
    summary: 'Send a link for a new password, if the address has an account; the answer does not tell',
    access: 'public',
    rateClass: 'mail',
    body: z.strictObject({ email: Email }),
    responses: { 202: null },
  }),
  resetPassword: endpoint({
    method: 'POST',
    path: '/users/password/reset',
    summary: 'Set a new password with the mailed token; every session ends',
    access: 'public',
    audit: { action: 'password.reset' },
    rateClass: 'mail',
    body: z.strictObject({ token: MailedToken, newPassword: Password }),
    responses: { 204: null },
    headers: ['set-cookie'],
    problems: ['invalid-token', 'account-disabled'],
  }),
  changeEmail: endpoint({
    method: 'POST',
    path: '/users/email',
    summary: 'Send a link to my new address, which becomes mine when the link is opened',
    access: 'customer',
    audit: { action: 'email.requested' },
    rateClass: 'register',
    body: z.strictObject({ newEmail: Email, password: CurrentPassword }),
    responses: { 202: null },
    problems: ['not-found', 'invalid-credentials', 'login-throttled', 'already-exists'],
  }),
  confirmEmail: endpoint({
    method: 'POST',
    path: '/users/email/confirm',
    summary: 'Make the new address the account’s with the mailed token; the old address is told',
    access: 'public',
    audit: { action: 'email.changed', subject: 'userId' },
    rateClass: 'mail',
    body: z.strictObject({ token: MailedToken }),
    responses: { 200: User },
    headers: ['etag'],
    problems: ['invalid-token', 'account-disabled', 'already-exists'],
  }),
  ...addressBook,
  getPreferences: endpoint({
    method: 'GET',
    path: '/users/preferences',
    summary: 'My preferences',
    access: 'customer',
    responses: { 200: Preferences },
    headers: ['etag'],
  }),
  putPreferences: endpoint({
    method: 'PUT',
    path: '/users/preferences',
    summary: 'Replace my preferences',
    access: 'customer',
    ifMatch: true,
    body: Preferences,
    responses: { 200: Preferences },
    headers: ['etag'],
  }),
  getSettings: endpoint({
    method: 'GET',
    path: '/users/settings',
    summary: 'My settings',
    access: 'customer',
    responses: { 200: Settings },
    headers: ['etag'],
  }),
  putSettings: endpoint({
    method: 'PUT',
    path: '/users/settings',
    summary: 'Replace my settings',
    access: 'customer',
    ifMatch: true,
    body: Settings,
    responses: { 200: Settings },
    headers: ['etag'],
  }),
  listUsers: endpoint({
    method: 'GET',
    path: '/users',
    summary: 'Accounts, newest first',
    access: 'admin',
    query: PageQuery.extend({ email: Email.optional() }),
    responses: { 200: pageOf(User) },
  }),
  setRoles: endpoint({
    method: 'PUT',
    path: '/users/{userId}/roles',
    summary: 'Replace the roles of an account; its sessions end',
    access: 'admin',
    audit: { action: 'roles.replaced', subject: 'userId', details: ['roles'] },
    params: z.strictObject({ userId: UserId }),
    body: z.strictObject({ roles: z.array(Role).min(1).max(3) }),
    responses: { 200: User },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  setDisabled: endpoint({
    method: 'PUT',
    path: '/users/{userId}/disabled',
    summary: 'Disable or enable an account; disabling ends its sessions',
    access: 'admin',
    audit: { action: 'account.switched', subject: 'userId', details: ['disabled'] },
    params: z.strictObject({ userId: UserId }),
    body: z.strictObject({ disabled: z.boolean() }),
    responses: { 200: User },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  readRevocations: endpoint({
    method: 'GET',
    path: '/internal/session-revocations',
    summary: 'Sessions revoked after a position, for a gateway that starts',
    access: 'service',
    callers: ['gateway'],
    query: z.strictObject({
      after: queryInteger(0, Number.MAX_SAFE_INTEGER).default(0),
      limit: queryInteger(1, 1000).default(1000),
    }),
    responses: { 200: z.object({ items: z.array(SessionRevocation), lastSeq: z.int().nonnegative() }) },
  }),
  readAuditTrail,
  listUserDeadLetters: listDeadLetters('users'),
  replayUserDeadLetter: replayDeadLetter('users'),
  readUserEvents: readEvents('users'),
});
