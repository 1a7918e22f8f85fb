import { Schema, type Connection, type Model } from 'mongoose';
import type { PendingEvent } from '@arcade/messaging/mongo';
import type { Account } from './account.ts';

export const accountCollection = 'accounts';

export interface StoredAccount extends Omit<Account, 'userId'> {
  readonly _id: string;
  /** Grows with every write; two writers never both go from the same. */
  readonly revision: number;
  readonly pendingEvents: readonly PendingEvent[];
}

const required = { required: true } as const;
const text = { type: String, ...required };
const instant = { type: Date, ...required };

const Profile = new Schema(
  {
    firstName: text,
    lastName: text,
    age: { type: Number, default: null },
    gender: { type: String, default: null },
    address: {
      type: new Schema(
        { line1: text, line2: String, city: text, region: String, postalCode: text, countryCode: text },
        { _id: false },
      ),
      default: null,
    },
    avatarUrl: { type: String, default: null },
    phoneNumber: { type: String, default: null },
    categoryPreference: [String],
  },
  { _id: false },
);

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
    verifications: [{ _id: false, tokenHash: text, expiresAt: instant }],
    pendingMail: {
      type: new Schema({ mailId: text, attempts: { type: Number, ...required }, dueAt: instant }, { _id: false }),
      default: null,
    },
    pendingRevocations: [{ _id: false, revocationId: text, revokedAt: instant }],
    pendingEvents: [Schema.Types.Mixed],
  },
  { collection: accountCollection, versionKey: false, minimize: false, strict: 'throw' },
)
  .index({ email: 1 }, { unique: true })
  .index({ roles: 1 })
  .index({ 'verifications.tokenHash': 1 })
  .index({ 'pendingMail.dueAt': 1 }, { partialFilterExpression: { 'pendingMail.dueAt': { $exists: true } } })
  .index(
    { 'pendingRevocations.revocationId': 1 },
    { partialFilterExpression: { 'pendingRevocations.revocationId': { $exists: true } } },
  );

export async function accountModel(connection: Connection): Promise<Model<StoredAccount>> {
  const model = connection.model('Account', accountSchema) as unknown as Model<StoredAccount>;
  await model.init();
  return model;
}
