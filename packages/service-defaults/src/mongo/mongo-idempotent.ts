import { DomainError } from '@arcade/contracts';
import type { Connection } from 'mongoose';
import { claimSeconds, keepHours, replayed, requestHash, seedOf, type Idempotent } from '../idempotent.ts';

interface StoredKey {
  _id: string;
  requestHash: string;
  status: number | null;
  body: string | null;
  claimedUntil: Date;
  createdAt: Date;
}

/** Idempotency keys in the service's own MongoDB database; the store's TTL index forgets old ones. */
export async function createMongoIdempotent(connection: Connection): Promise<Idempotent> {
  const keys = connection.collection<StoredKey>('idempotency_keys');
  await keys.createIndex({ createdAt: 1 }, { expireAfterSeconds: keepHours * 3600 });

  /** Undefined: the key is ours to work on. */
  const claim = async (id: string, hash: string): Promise<StoredKey | undefined> => {
    const now = new Date();
    const claimedUntil = new Date(now.getTime() + claimSeconds * 1000);
    const fresh = { _id: id, requestHash: hash, status: null, body: null, claimedUntil, createdAt: now };
    const inserted = await keys.insertOne(fresh).catch((error: unknown) => {
      if ((error as { code?: number }).code === 11_000) return undefined;
      throw error;
    });
    if (inserted !== undefined) return undefined;
    const abandoned = { _id: id, requestHash: hash, status: null, claimedUntil: { $lt: now } };
    const { modifiedCount } = await keys.updateOne(abandoned, { $set: { claimedUntil } });
    if (modifiedCount === 1) return undefined;
    return (await keys.findOne({ _id: id })) ?? fresh;
  };

  return async ({ userId, key, request }, work) => {
    const id = `${userId}:${key}`;
    const hash = requestHash(request);
    const stored = await claim(id, hash);
    if (stored !== undefined) {
      if (stored.requestHash !== hash) throw new DomainError('idempotency-mismatch');
      if (stored.status === null || stored.body === null) throw new DomainError('idempotency-in-flight');
      return { status: stored.status, rawJson: stored.body, headers: replayed };
    }
    try {
      const { status, body } = await work(seedOf({ userId, key, request }));
      const rawJson = JSON.stringify(body);
      await keys.updateOne({ _id: id }, { $set: { status, body: rawJson } });
      return { status, rawJson };
    } catch (error) {
      await keys.deleteOne({ _id: id, status: null });
      throw error;
    }
  };
}
