import { Schema, type Connection, type Model } from 'mongoose';
import type { PendingEvent } from '@arcade/messaging/mongo';
import type { Account } from './account.ts';

export const accountCollection = 'accounts';

export interface StoredAccount extends Omit<Account, 'userId'> {
  readonly _id: string;
  /** Grows with every write; two writers never both go from the same. */
  readonly revision: number;
  readonly pendingEvents: readonly PendingEvent[];
  /** The one mail of accounts from before there were several. */
  readonly pendingMail?: unknown;
}

const required = { required: true } as const;
const text = { type: String, ...required };
const instant = { type: Date, ...required };

const tokens = [{ _id: false, tokenHash: text, expiresAt: instant }];

/** Only what every address has is required: what else differs between countries, and older ones were asked for less. */
export const postalAddress = new Schema(
  {
    recipient: String,
    company: String,
    line1: text,
    line2: String,
    line3: String,
    dependentLocality: String,
    city: String,
    region: String,
    postalCode: String,
    countryCode: text,
    phone: String,
  },
  { _id: false },
);

const Profile = new Schema(
  {
    firstName: text,
    lastName: text,
    age: { type: Number, default: null },
    gender: { type: String, default: null },
    address: { type: postalAddress, default: null },
    avatarUrl: { type: String, default: null },
    phoneNumber: { type: String, default: null },
    categoryPreference: [String],
  },
  { _id: false },
);

/** Few accounts wait for anything: only they are in such an index. */
const someHave = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });

const accountSchema = new Schema(
  {
    _id: text,
    email: text,
    emailVerified: { type: Boolean, ...required },
    passwordHash: text,
    profile: { type: Profile, ...required },
    roles: [String],
    disabled: { type: Boolean, ...required },
    createdAt: instant,
    updatedAt: instant,
    version: { type: Number, ...required },
    revision: { type: Number, ...required },
    lastSignInAt: { type: Date, default: null },
    sessionsRevokedAt: { type: Date, default: null },
    verifications: tokens,
    passwordResets: tokens,
    emailChange: { type: new Schema({ newEmail: text, tokens }, { _id: false }), default: null },
    pendingMails: [
      { _id: false, mailId: text, kind: text, to: text, attempts: { type: Number, ...required }, dueAt: instant },
    ],
    pendingRevocations: [{ _id: false, revocationId: text, revokedAt: instant }],
    pendingEvents: [Schema.Types.Mixed],
  },
  { collection: accountCollection, versionKey: false, minimize: false, strict: 'throw' },
)
  .index({ email: 1 }, { unique: true })
  .index({ roles: 1 })
  .index({ 'verifications.tokenHash': 1 })
  .index({ 'passwordResets.tokenHash': 1 }, someHave('passwordResets.tokenHash'))
  .index({ 'emailChange.tokens.tokenHash': 1 }, someHave('emailChange.tokens.tokenHash'))
  .index({ 'pendingMails.dueAt': 1 }, someHave('pendingMails.dueAt'))
  .index({ 'pendingRevocations.revocationId': 1 }, someHave('pendingRevocations.revocationId'));

export async function accountModel(connection: Connection): Promise<Model<StoredAccount>> {
  const model = connection.model('Account', accountSchema) as unknown as Model<StoredAccount>;
  await model.init();
  return model;
}
