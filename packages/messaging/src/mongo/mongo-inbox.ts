import type { ClientSession, Connection } from 'mongoose';
import { inboxDays, type Inbox, type Message, type Via } from '../inbox.ts';

interface NotedDocument {
  _id: string;
  topic: string;
  via: Via;
  receivedAt: Date;
}

interface DeadLetterDocument {
  _id: string;
  topic: string;
  /** JSON: whatever came, also what MongoDB would not take as a document. */
  data: string;
  attempts: number;
  reason: string;
  failedAt: Date;
  buriedAt: Date | null;
  replayedAt: Date | null;
}

interface PositionDocument {
  _id: string;
  seq: number;
}

const duplicateKey = 11_000;

/** The inbox of a database. Note and effect are one transaction, so MongoDB has to be a replica set. */
export async function createMongoInbox(connection: Connection): Promise<Inbox<ClientSession>> {
  const noted = connection.collection<NotedDocument>('inbox');
  const dead = connection.collection<DeadLetterDocument>('dead_letters');
  const positions = connection.collection<PositionDocument>('catch_up_position');
  // Collections have to exist before a transaction writes to them.
  await noted.createIndex({ receivedAt: 1 }, { expireAfterSeconds: inboxDays * 86_400 });
  await dead.createIndex({ failedAt: 1 });

  const inTransaction = (work: (session: ClientSession) => Promise<void>) =>
    connection.getClient().withSession((session) => session.withTransaction(() => work(session)));

  /** Notes the event and works, or does neither. False when it was noted before. */
  const onceIn = async ({ eventId, topic }: Message, via: Via, work: (session: ClientSession) => Promise<unknown>) => {
    if ((await noted.findOne({ _id: eventId }, { projection: { _id: 1 } })) !== null) return false;
    let isNoted = false;
    try {
      await inTransaction(async (session) => {
        isNoted = false;
        await noted.insertOne({ _id: eventId, topic, via, receivedAt: new Date() }, { session });
        isNoted = true;
        await work(session);
      });
      return true;
    } catch (error) {
      if (!isNoted && (error as { code?: number }).code === duplicateKey) return false;
      throw error;
    }
  };

  /** Undefined, and nothing done, when one of them was noted before. */
  const allIn = async (messages: readonly Message[], via: Via, work: Parameters<Inbox<ClientSession>['once']>[2]) => {
    let areNoted = false;
    try {
      await inTransaction(async (session) => {
        areNoted = false;
        const receivedAt = new Date();
        const notes = messages.map(({ eventId, topic }) => ({ _id: eventId, topic, via, receivedAt }));
        await noted.insertMany(notes, { session });
        areNoted = true;
        for (const message of messages) await work(session, message);
      });
      return new Set(messages);
    } catch (error) {
      if (!areNoted && (error as { code?: number }).code === duplicateKey) return undefined;
      throw error;
    }
  };

  return {
    async once(messages, via, work) {
      const all = messages.length > 1 ? await allIn(messages, via, work) : undefined;
      if (all !== undefined) return all;
      const done = new Set<Message>();
      for (const message of messages) {
        if (await onceIn(message, via, (session) => work(session, message))) done.add(message);
      }
      return done;
    },
    async known(eventIds) {
      const found = await noted.find({ _id: { $in: [...eventIds] } }, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },
    async countFailure(message, reason) {
      const document = await dead.findOneAndUpdate(
        { _id: message.eventId },
        {
          $inc: { attempts: 1 },
          $set: { reason: reason.slice(0, 4000) },
          $setOnInsert: { ...contentOf(message), failedAt: new Date(), buriedAt: null, replayedAt: null },
        },
        { upsert: true, returnDocument: 'after' },
      );
      if (document === null) return { attempts: 1, seconds: 0 };
      return { attempts: document.attempts, seconds: (Date.now() - document.failedAt.getTime()) / 1000 };
    },
    deadLetter: (message, reason) =>
      onceIn(message, 'dead-letter', (session) =>
        dead.updateOne(
          { _id: message.eventId },
          {
            $set: { reason: reason.slice(0, 4000), buriedAt: new Date() },
            $setOnInsert: { ...contentOf(message), attempts: 1, failedAt: new Date(), replayedAt: null },
          },
          { upsert: true, session },
        ),
      ),
    async listDeadLetters(limit, after = '') {
      const waiting = { _id: { $gt: after }, buriedAt: { $ne: null }, replayedAt: null };
      const found = await dead.find(waiting).sort({ _id: 1 }).limit(limit).toArray();
      return found.map((document) => ({
        ...messageOf(document),
        attempts: document.attempts,
        reason: document.reason,
        deadLetteredAt: document.buriedAt ?? document.failedAt,
      }));
    },
    async replay(eventId, work) {
      let found = false;
      await inTransaction(async (session) => {
        const document = await dead.findOneAndUpdate(
          { _id: eventId, buriedAt: { $ne: null }, replayedAt: null },
          { $set: { replayedAt: new Date() } },
          { session },
        );
        found = document !== null;
        if (document === null) return;
        await noted.updateOne({ _id: eventId }, { $set: { via: 'replay' } }, { session });
        await work(session, messageOf(document));
      });
      return found;
    },
    async position(topics) {
      const found = await positions.find({ _id: { $in: [...topics] } }).toArray();
      // A topic that is new here has everything before it.
      return found.length < topics.length ? 0 : Math.min(...found.map(({ seq }) => seq));
    },
    async advance(topics, seq) {
      await positions.bulkWrite(
        topics.map((topic) => ({ updateOne: { filter: { _id: topic }, update: { $max: { seq } }, upsert: true } })),
      );
    },
    async rewind(topics) {
      await positions.deleteMany({ _id: { $in: [...topics] } });
    },
    async forget() {
      const before = new Date(Date.now() - inboxDays * 86_400_000);
      // Only what was mended, or never died: a dead letter waits for a person.
      await dead.deleteMany({ failedAt: { $lt: before }, $or: [{ buriedAt: null }, { replayedAt: { $ne: null } }] });
      return false;
    },
  };
}

const contentOf = ({ topic, data }: Message) => ({ topic, data: JSON.stringify(data ?? null) });

const messageOf = ({ _id, topic, data }: DeadLetterDocument): Message => ({
  eventId: _id,
  topic,
  data: JSON.parse(data) as unknown,
});
