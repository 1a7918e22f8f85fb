import type { UserId } from '@arcade/contracts';
import { Schema, type Connection, type Model } from 'mongoose';

export interface MerchantTrust {
  readonly merchantId: UserId;
  readonly trusted: boolean;
  /** Null: nobody has decided yet. */
  readonly changedAt: Date | null;
}

/** Merchants whose changes shoppers see at once, as administrators have decided. */
export interface TrustedMerchants {
  find(merchantId: UserId): Promise<MerchantTrust>;
  set(merchantId: UserId, trusted: boolean): Promise<MerchantTrust>;
}

export interface MerchantDocument {
  readonly _id: UserId;
  readonly trusted: boolean;
  readonly changedAt: Date;
}

const merchantSchema = new Schema(
  {
    _id: { type: String, required: true },
    trusted: { type: Boolean, required: true },
    changedAt: { type: Date, required: true },
  },
  { collection: 'merchants', versionKey: false, strict: 'throw' },
);

export const merchantModel = (connection: Connection): Model<MerchantDocument> =>
  connection.model('Merchant', merchantSchema) as unknown as Model<MerchantDocument>;

export const createMongoTrustedMerchants = (merchants: Model<MerchantDocument>, now: () => Date): TrustedMerchants => ({
  async find(merchantId) {
    const found = await merchants.findById(merchantId).lean();
    return { merchantId, trusted: found?.trusted ?? false, changedAt: found?.changedAt ?? null };
  },
  async set(merchantId, trusted) {
    const changed = { trusted, changedAt: now() };
    await merchants.updateOne({ _id: merchantId }, { $set: changed }, { upsert: true });
    return { merchantId, ...changed };
  },
});
