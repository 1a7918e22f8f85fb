import { maximumSessionSeconds, SessionRevoked, type SessionRevocation } from '@arcade/contracts';
import { outgoing } from '@arcade/messaging';
import type { PendingEvent } from '@arcade/messaging/mongo';
import { Schema, type Connection, type Model } from 'mongoose';
import type { AccountEvents } from '../accounts/mongo-account-repository.ts';
import { databaseNow } from '../mongo-clock.ts';
import type { NewRevocation, RevocationLog } from './revocation-log.ts';

export const revocationCollection = 'session_revocations';
const duplicateKey = 11_000;

interface StoredRevocation {
  readonly _id: number;
  readonly revocationId: string;
  readonly userId: string;
  readonly sessionHash?: string;
  readonly revokedAt: Date;
  readonly pendingEvents: readonly PendingEvent[];
}

const text = { type: String, required: true };
const revocationSchema = new Schema(
  {
    _id: { type: Number, required: true },
    revocationId: text,
    userId: text,
    sessionHash: String,
    revokedAt: { type: Date, required: true },
    pendingEvents: [Schema.Types.Mixed],
  },
  { collection: revocationCollection, versionKey: false, strict: 'throw' },
).index({ revocationId: 1 }, { unique: true });

/** The position is the id: the next is taken by inserting it, so no position is ever visible before a smaller one. */
export async function createMongoRevocationLog(connection: Connection, events: AccountEvents): Promise<RevocationLog> {
  const log = connection.model('SessionRevocation', revocationSchema) as unknown as Model<StoredRevocation>;
  await log.init();
  const lastSeq = async () => {
    const [last] = await log.find().sort({ _id: -1 }).limit(1).lean<StoredRevocation[]>();
    return last === undefined ? 0 : seqOf(last);
  };

  const insertNext = async (revocation: NewRevocation): Promise<'done' | 'position-taken'> => {
    const seq = (await lastSeq()) + 1;
    try {
      await log.create([{ _id: seq, ...revocation, pendingEvents: [events.pending(announcement(revocation, seq))] }]);
      return 'done';
    } catch (error) {
      const { code, keyPattern } = error as { code?: number; keyPattern?: Record<string, unknown> };
      if (code !== duplicateKey) throw error;
      return keyPattern !== undefined && 'revocationId' in keyPattern ? 'done' : 'position-taken';
    }
  };

  // One at a time in this process: only replicas race for a position.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  return {
    append: (revocation) =>
      inTurn(async () => {
        if ((await log.exists({ revocationId: revocation.revocationId })) !== null) return;
        while ((await insertNext(revocation)) === 'position-taken');
        events.nudge();
      }),
    async read(after, limit) {
      // With the one that the reader has, so that one look also says that the log is not shorter than it was.
      const found = await log
        .find({ _id: { $gte: after } })
        .sort({ _id: 1 })
        .limit(limit + 1)
        .readConcern('majority')
        .lean<StoredRevocation[]>();
      const items = found
        .filter(({ _id }) => _id > after)
        .slice(0, limit)
        .map(revocationOf);
      const last = found.length > 0 || after === 0 ? after : Math.min(after, await lastSeq());
      return { items, lastSeq: items.at(-1)?.seq ?? last };
    },
    async prune() {
      const last = await lastSeq();
      const before = new Date((await databaseNow(connection)).getTime() - maximumSessionSeconds * 1000);
      await log.deleteMany({ _id: { $lt: last }, revokedAt: { $lt: before }, pendingEvents: { $size: 0 } });
    },
  };
}

const announcement = ({ revocationId, userId, sessionHash, revokedAt }: NewRevocation, revocationSeq: number) =>
  outgoing(
    SessionRevoked,
    { id: revocationId, version: 1 },
    {
      revocationSeq,
      userId,
      ...(sessionHash === undefined ? {} : { sessionHash }),
      revokedAt: revokedAt.toISOString(),
    },
  );

const seqOf = ({ _id }: StoredRevocation): number => _id;

const revocationOf = ({ _id, userId, sessionHash, revokedAt }: StoredRevocation): SessionRevocation => ({
  seq: _id,
  userId,
  ...(sessionHash === undefined ? {} : { sessionHash }),
  revokedAt: revokedAt.toISOString(),
});
