import { createHash } from 'node:crypto';
import type { UserId } from '@arcade/contracts';
import { Schema, type Connection, type Model } from 'mongoose';
import type { KnownOrigins, Origin } from './known-origins.ts';

/** Half a year without a sign-in, and a place is a stranger's again. */
const keptSeconds = 15_552_000;

interface StoredOrigin {
  readonly _id: string;
  readonly userId: UserId;
  readonly seenAt: Date;
}

const text = { type: String, required: true } as const;
const schema = new Schema(
  { _id: text, userId: text, seenAt: { type: Date, required: true } },
  { collection: 'known_origins', versionKey: false, strict: 'throw' },
)
  .index({ seenAt: 1 }, { expireAfterSeconds: keptSeconds })
  .index({ userId: 1 });

/** Ids hold hashes: where somebody lives is not to be read here. */
export async function createMongoKnownOrigins(connection: Connection, now: () => Promise<Date>): Promise<KnownOrigins> {
  const origins = connection.model('KnownOrigin', schema) as unknown as Model<StoredOrigin>;
  await origins.init();
  return {
    async recognise(userId, origin) {
      const ids = idsOf(userId, origin);
      const found = await origins.find({ _id: { $in: ids } }).lean<StoredOrigin[]>();
      // The device says more than the network, which others may use as well.
      return ids.find((id) => found.some(({ _id }) => _id === id));
    },
    async remember(userId, origin) {
      const seenAt = await now();
      const writes = idsOf(userId, origin).map((_id) => ({
        updateOne: { filter: { _id }, update: { $set: { userId, seenAt } }, upsert: true },
      }));
      if (writes.length > 0) await origins.bulkWrite(writes, { ordered: false });
    },
    async forget(userId) {
      await origins.deleteMany({ userId });
    },
  };
}

const idsOf = (userId: UserId | undefined, { device, network }: Partial<Origin>): string[] =>
  Object.entries({ device, network })
    .filter(([, value]) => value !== undefined)
    .map(([kind, value]) =>
      createHash('sha256')
        .update(JSON.stringify([kind, userId ?? null, value]))
        .digest('base64url'),
    );
