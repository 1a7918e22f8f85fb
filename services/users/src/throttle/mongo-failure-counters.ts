import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Schema, type Connection, type Model } from 'mongoose';
import type { FailureCounters } from './failure-counters.ts';
import { countAttempt, type Failures, type ThrottleRule } from './failures.ts';

interface StoredFailures extends Failures {
  readonly _id: string;
  /** Grows with every write; two writers never both go from the same. */
  readonly revision: number;
}

const collection = 'sign_in_failures';
const duplicateKey = 11_000;
/** More attempts at once than this for one subject are a flood. */
const maximumTries = 50;
const longestPauseMs = 100;

const number = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;
const schema = new Schema(
  { _id: { type: String, required: true }, revision: number, count: number, waitUntil: instant, forgetAt: instant },
  { collection, versionKey: false, strict: 'throw' },
).index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

/** Ids hold a hash of the subject: an address is nobody's business here. */
export async function createMongoFailureCounters(
  connection: Connection,
  name: string,
  rule: ThrottleRule,
): Promise<FailureCounters> {
  const counters = (connection.models['SignInFailures'] ??
    connection.model('SignInFailures', schema)) as unknown as Model<StoredFailures>;
  await counters.init();
  const idOf = (subject: string) => `${name}:${createHash('sha256').update(subject).digest('base64url')}`;

  /** False: another attempt was counted first. */
  const write = async (id: string, stored: StoredFailures | null, failures: Failures): Promise<boolean> => {
    if (stored !== null) {
      const expected = { _id: id, revision: stored.revision };
      const { matchedCount } = await counters.updateOne(expected, { $set: failures, $inc: { revision: 1 } });
      return matchedCount === 1;
    }
    try {
      await counters.create([{ _id: id, revision: 1, ...failures }]);
      return true;
    } catch (error) {
      if ((error as { code?: number }).code === duplicateKey) return false;
      throw error;
    }
  };

  return {
    async attempt(subject, now) {
      const id = idOf(subject);
      for (let attempt = 1; attempt <= maximumTries; attempt++) {
        const stored = await counters.findById(id).lean<StoredFailures>();
        const decided = countAttempt(stored ?? undefined, now, rule);
        if (decided.kind === 'wait' || (await write(id, stored, decided.failures))) return decided;
        // A whole office signs in at nine: those who lost the race try again at different moments.
        await sleep(Math.random() * Math.min(longestPauseMs, 2 ** attempt));
      }
      return { kind: 'wait', ms: rule.firstDelayMs };
    },
    async takeBack(subject, { waitUntil }) {
      const counted = { _id: idOf(subject), count: { $gt: 0 } };
      const less = { $inc: { count: -1, revision: 1 } };
      const own = await counters.updateOne({ ...counted, waitUntil }, { ...less, $set: { waitUntil: new Date(0) } });
      // Another attempt has begun a wait since, which stands.
      if (own.matchedCount === 0) await counters.updateOne(counted, less);
    },
    async clear(subject) {
      await counters.deleteOne({ _id: idOf(subject) });
    },
  };
}
