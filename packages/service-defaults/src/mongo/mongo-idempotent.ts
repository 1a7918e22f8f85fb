import { DomainError } from '@arcade/contracts';
import type { Connection } from 'mongoose';
import { claimSeconds, keepHours, replayed, requestHash, seedOf, type Idempotent } from '../idempotent.ts';
import { newId } from '../ids.ts';

interface StoredKey {
  _id: string;
  requestHash: string;
  status: number | null;
  body: string | null;
  claimedUntil: Date;
  /** Whose claim it is: a process that outlives its own must not end its successor's. */
  claimId: string;
  createdAt: Date;
}

/** Idempotency keys in the service's own MongoDB database; the store's TTL index forgets old ones. */
export async function createMongoIdempotent(connection: Connection): Promise<Idempotent> {
  const keys = connection.collection<StoredKey>('idempotency_keys');
  await keys.createIndex({ createdAt: 1 }, { expireAfterSeconds: keepHours * 3600 });

  /** Undefined: the key is ours to work on. */
  const claim = async ({ id, hash, claimId }: Claim): Promise<StoredKey | undefined> => {
    const now = new Date();
    const claimedUntil = new Date(now.getTime() + claimSeconds * 1000);
    const fresh = { _id: id, requestHash: hash, status: null, body: null, claimedUntil, createdAt: now, claimId };
    const inserted = await keys.insertOne(fresh).catch((error: unknown) => {
      if ((error as { code?: number }).code === 11_000) return undefined;
      throw error;
    });
    if (inserted !== undefined) return undefined;
    const abandoned = { _id: id, requestHash: hash, status: null, claimedUntil: { $lt: now } };
    const { modifiedCount } = await keys.updateOne(abandoned, { $set: { claimedUntil, claimId } });
    if (modifiedCount === 1) return undefined;
    return (await keys.findOne({ _id: id })) ?? fresh;
  };
  /** The first answer stays: who was slower than its own claim gives what its successor has answered. */
  const keepAnswer = async (mine: Claim, answer: { status: number; rawJson: string }) => {
    const { status, rawJson: body } = answer;
    const unanswered = { _id: mine.id, requestHash: mine.hash, status: null };
    const { modifiedCount } = await keys.updateOne(unanswered, { $set: { status, body } });
    if (modifiedCount === 1) return answer;
    const stored = await keys.findOne({ _id: mine.id });
    return stored === null ? answer : replay(stored, mine);
  };
  /** Ends the claim, not the key: the same request may try again at once, another may not, for work may have taken effect. */
  const release = ({ id, claimId }: Claim) =>
    keys.updateOne({ _id: id, claimId, status: null }, { $set: { claimedUntil: new Date(0) } });

  return async (request, work) => {
    const { userId, key } = request;
    const mine: Claim = { id: `${userId}:${key}`, hash: requestHash(request.request), claimId: newId() };
    const stored = await claim(mine);
    if (stored !== undefined) return replay(stored, mine);
    try {
      const { status, body } = await work(seedOf(request));
      return await keepAnswer(mine, { status, rawJson: JSON.stringify(body) });
    } catch (error) {
      // Where even that fails, the claim lapses.
      await release(mine).catch(() => undefined);
      throw error;
    }
  };
}

interface Claim {
  readonly id: string;
  readonly hash: string;
  readonly claimId: string;
}

function replay({ requestHash: claimed, status, body }: StoredKey, { hash }: Claim) {
  if (claimed !== hash) throw new DomainError('idempotency-mismatch');
  if (status === null || body === null) throw new DomainError('idempotency-in-flight');
  return { status, rawJson: body, headers: replayed };
}
