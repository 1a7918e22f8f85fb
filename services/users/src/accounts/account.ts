import type { Role, User, UserId } from '@arcade/contracts';

export type Profile = Pick<
  User,
  'firstName' | 'lastName' | 'age' | 'gender' | 'address' | 'avatarUrl' | 'phoneNumber' | 'categoryPreference'
>;

/** A token that was mailed: whoever has it reads the mail of the address it went to. */
export interface MailedToken {
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

/** Mails with a link that carries a token. */
export type LinkKind = 'verify-email' | 'reset-password' | 'confirm-email';
/** Mails that only tell. */
export type NoticeKind = 'password-changed' | 'email-changed';
export type MailKind = LinkKind | NoticeKind;

/** A mail that still has to be handed over. Its token is made when it is sent, so none is kept here. */
export interface PendingMail {
  readonly mailId: string;
  readonly kind: MailKind;
  readonly to: string;
  readonly attempts: number;
  readonly dueAt: Date;
}

/** An address that becomes the account's when its owner opens the link. */
export interface EmailChange {
  /** Normalised. */
  readonly newEmail: string;
  readonly tokens: readonly MailedToken[];
}

/** The end of every session begun until `revokedAt`, on its way into the log of revocations. */
export interface PendingRevocation {
  readonly revocationId: string;
  readonly revokedAt: Date;
}

export interface Account {
  readonly userId: UserId;
  /** Normalised; unique. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** argon2id in PHC format. */
  readonly passwordHash: string;
  readonly profile: Profile;
  readonly roles: readonly Role[];
  readonly disabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Of what others see; ETag and version of the events. */
  readonly version: number;
  readonly lastSignInAt: Date | null;
  readonly sessionsRevokedAt: Date | null;
  readonly verifications: readonly MailedToken[];
  readonly passwordResets: readonly MailedToken[];
  readonly emailChange: EmailChange | null;
  readonly pendingMails: readonly PendingMail[];
  readonly pendingRevocations: readonly PendingRevocation[];
}

/** One spelling per mailbox; providers that tell letters' case apart are not met in practice. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase();

export const rolesOf = (userType: 'customer' | 'merchant'): Role[] =>
  userType === 'merchant' ? ['customer', 'merchant'] : ['customer'];

export interface Registration {
  readonly userId: UserId;
  readonly email: string;
  readonly passwordHash: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly Role[];
  readonly emailVerified: boolean;
}

export function openAccount(registration: Registration, now: Date): Account {
  const { firstName, lastName, ...rest } = registration;
  return {
    ...rest,
    profile: {
      firstName,
      lastName,
      age: null,
      gender: null,
      address: null,
      avatarUrl: null,
      phoneNumber: null,
      categoryPreference: [],
    },
    disabled: false,
    createdAt: now,
    updatedAt: now,
    version: 1,
    lastSignInAt: null,
    sessionsRevokedAt: null,
    verifications: [],
    passwordResets: [],
    emailChange: null,
    pendingMails: [],
    pendingRevocations: [],
  };
}
