import * as z from 'zod';
import { Address, AddressInput, PhoneNumber } from '../address.ts';
import { Email } from '../email.ts';
import { UserId } from '../ids.ts';
import { LanguageTag } from '../language-tag.ts';
import { CurrencyCode } from '../money.ts';
import { kindOfText, line, personName } from '../text.ts';
import { Timestamp } from '../times.ts';

export const Role = z.enum(['customer', 'merchant', 'admin']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

const Name = personName(100);

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
