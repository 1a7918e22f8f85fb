import { Schema, type Connection, type Model } from 'mongoose';
import { databaseNow } from '../mongo-clock.ts';
import type { ResetRequest, ResetRequests } from './reset-requests.ts';

/** Longer than the work on a request takes. */
const leaseMs = 30_000;
const duplicateKey = 11_000;

interface StoredRequest {
  readonly _id: string;
  readonly dueAt: Date;
}

const requestSchema = new Schema(
  { _id: { type: String, required: true }, dueAt: { type: Date, required: true } },
  { collection: 'password_reset_requests', versionKey: false, strict: 'throw' },
).index({ dueAt: 1 });

/** The address is the id: however often it is given at once, it is one request. */
export async function createMongoResetRequests(connection: Connection): Promise<ResetRequests> {
  const requests = connection.model('PasswordResetRequest', requestSchema) as unknown as Model<StoredRequest>;
  await requests.init();

  const claim = async ({ _id, dueAt }: StoredRequest, now: Date): Promise<ResetRequest | undefined> => {
    const lease = new Date(now.getTime() + leaseMs);
    const { matchedCount } = await requests.updateOne({ _id, dueAt }, { $set: { dueAt: lease } });
    return matchedCount === 1 ? { email: _id, dueAt: lease } : undefined;
  };

  return {
    async add(email) {
      const dueAt = await databaseNow(connection);
      await requests.updateOne({ _id: email }, { $set: { dueAt } }, { upsert: true }).catch((error: unknown) => {
        // Asked for at the same moment by somebody else, which is as good.
        if ((error as { code?: number }).code !== duplicateKey) throw error;
      });
    },
    async take(limit) {
      const now = await databaseNow(connection);
      const due = await requests
        .find({ dueAt: { $lte: now } })
        .limit(limit)
        .lean<StoredRequest[]>();
      const claimed = await Promise.all(due.map((request) => claim(request, now)));
      return claimed.filter((request) => request !== undefined);
    },
    async done({ email, dueAt }) {
      await requests.deleteOne({ _id: email, dueAt });
    },
  };
}
