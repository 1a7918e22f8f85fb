import type { Connection } from 'mongoose';
import { together } from '../together.ts';
import { logDays, readWindow, type EventLog, type StoredEvent } from '../event-log.ts';
import { countPending, findPending, forgetPending, indexPending } from './pending-documents.ts';
import type { PendingEvent } from './pending-event.ts';

interface LoggedDocument {
  /** The position. */
  _id: number;
  eventId: string;
  topic: string;
  type: string;
  data: Readonly<Record<string, unknown>>;
  traceparent?: string;
  movedAt: Date;
  sentAt: Date | null;
}

const duplicateKey = 11_000;

export interface MongoEventLog extends EventLog {
  /** Puts an event into the log that no document carries. */
  append(event: PendingEvent): Promise<void>;
}

/**
 * The log is a collection whose id is the position. A position is taken by inserting it, one after the other, so there is
 * never a gap, and the unique event id lets a move that was cut short be repeated. No transaction is needed.
 */
export async function createMongoEventLog(connection: Connection, sources: readonly string[]): Promise<MongoEventLog> {
  const events = connection.collection<LoggedDocument>('events');
  await events.createIndex({ eventId: 1 }, { unique: true });
  await events.createIndex({ sentAt: 1, _id: 1 });
  await events.createIndex({ topic: 1, _id: 1 });
  for (const source of sources) await indexPending(connection, source);

  let newest = 0;
  /** Positions have no gaps: while the newest that we know is there and the next one is not, it is the last. */
  const lastSeq = async (): Promise<number> => {
    const options = { projection: { _id: 1 }, readConcern: 'majority' } as const;
    const near = await events.find({ _id: { $in: [newest, newest + 1] } }, options).toArray();
    if (near.length === 1 && near.map(positionOf)[0] === newest) return newest;
    const last = await events.findOne({}, { ...options, sort: { _id: -1 } });
    return (newest = last === null ? 0 : positionOf(last));
  };

  /** Appends what is not in the log yet; what another relay appends at the same time is left to it. */
  const append = async (pending: readonly PendingEvent[]): Promise<LoggedDocument[]> => {
    const ids = pending.map(({ eventId }) => eventId);
    const known = await events.find({ eventId: { $in: ids } }, { projection: { eventId: 1 } }).toArray();
    const moved = new Set(known.map(({ eventId }) => eventId));
    const fresh = pending.filter(({ eventId }) => !moved.has(eventId));
    if (fresh.length === 0) return [];
    const first = (await lastSeq()) + 1;
    const now = new Date();
    const documents = fresh.map((event, index) => ({ _id: first + index, ...event, movedAt: now, sentAt: null }));
    try {
      await events.insertMany(documents, { ordered: true });
      newest = first + documents.length - 1;
      return documents;
    } catch (error) {
      const { code, insertedCount = 0 } = error as { code?: number; insertedCount?: number };
      if (code !== duplicateKey) throw error;
      return documents.slice(0, insertedCount);
    }
  };

  /** Of many that are to be appended at a time only one would get the next position; so they go together. */
  const appendTogether = together<PendingEvent>(async (wanted) => {
    let left = wanted;
    // Relays and other replicas take positions meanwhile.
    while (left.length > 0) {
      const appended = new Set((await append(left)).map(({ eventId }) => eventId));
      left = left.filter(({ eventId }) => !appended.has(eventId));
    }
  });

  return {
    append: appendTogether,
    async number(limit) {
      const numbered: LoggedDocument[] = [];
      for (const source of sources) {
        const documents = await findPending(connection, source, limit);
        const pending = documents.flatMap(({ pendingEvents }) => pendingEvents).slice(0, limit);
        if (pending.length === 0) continue;
        numbered.push(...(await append(pending)));
        await forgetMoved(pending, source, documents);
      }
      return numbered.map(eventOf);
    },
    async unsent(limit, olderThanSeconds) {
      const before = new Date(Date.now() - olderThanSeconds * 1000);
      const found = await events
        .find({ sentAt: null, movedAt: { $lte: before } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(eventOf);
    },
    async markSent(seqs) {
      await events.updateMany({ _id: { $in: [...seqs] } }, { $set: { sentAt: new Date() } });
    },
    async read({ after, limit, topics }) {
      const last = Math.min(await lastSeq(), after + readWindow);
      if (last <= after) return { events: [], lastSeq: last };
      const ofTopics = topics === undefined ? {} : { topic: { $in: [...topics] } };
      const found = await events
        .find({ _id: { $gt: after, $lte: last }, ...ofTopics })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      const logged = found.map(eventOf);
      return { events: logged, lastSeq: logged.length === limit ? (logged.at(-1)?.seq ?? last) : last };
    },
    async backlog() {
      const [oldest, ...counts] = await Promise.all([
        events.findOne({ sentAt: null }, { sort: { _id: 1 }, projection: { movedAt: 1 } }),
        events.countDocuments({ sentAt: null }),
        ...sources.map((source) => countPending(connection, source)),
      ]);
      return {
        count: counts.reduce((sum, each) => sum + each, 0),
        oldestSeconds: oldest === null ? 0 : (Date.now() - oldest.movedAt.getTime()) / 1000,
      };
    },
    async forget() {
      const before = new Date(Date.now() - logDays * 86_400_000);
      const kept = { $or: [{ sentAt: null }, { sentAt: { $gte: before } }] };
      const [oldest] = (await events.find(kept).sort({ _id: 1 }).limit(1).toArray()).map(eventOf);
      // The newest stays whatever its age: it carries the position.
      await events.deleteMany({ _id: { $lt: oldest?.seq ?? (await lastSeq()) } });
      return false;
    },
  };

  /** Only what really is in the log leaves its document. */
  async function forgetMoved(
    pending: readonly PendingEvent[],
    source: string,
    documents: Awaited<ReturnType<typeof findPending>>,
  ): Promise<void> {
    const ids = pending.map(({ eventId }) => eventId);
    const found = await events.find({ eventId: { $in: ids } }, { projection: { eventId: 1 } }).toArray();
    await forgetPending(connection, source, documents, new Set(found.map(({ eventId }) => eventId)));
  }
}

const positionOf = ({ _id: seq }: Pick<LoggedDocument, '_id'>) => seq;

const eventOf = ({ _id: seq, eventId, topic, type, data, traceparent }: LoggedDocument): StoredEvent => ({
  seq,
  topic,
  type,
  data: { ...data, eventId, seq } as StoredEvent['data'],
  ...(traceparent === undefined ? {} : { traceparent }),
});
