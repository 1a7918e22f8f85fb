import type { Role, User, UserId } from '@arcade/contracts';

export type Profile = Pick<
  User,
  'firstName' | 'lastName' | 'age' | 'gender' | 'address' | 'avatarUrl' | 'phoneNumber' | 'categoryPreference'
>;

/** A token that was mailed: whoever has it reads the mail of this address. */
export interface Verification {
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

/** A verification mail that still has to be handed over. Its token is made when it is sent, so none is kept here. */
export interface PendingMail {
  readonly mailId: string;
  readonly attempts: number;
  readonly dueAt: Date;
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
  readonly verifications: readonly Verification[];
  readonly pendingMail: PendingMail | null;
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
    pendingMail: null,
    pendingRevocations: [],
  };
}
