import { inTransaction, isDuplicateKey } from '@arcade/service-defaults/mysql';
import type { Kysely, Transaction } from 'kysely';
import { inboxDays, type Failures, type Inbox, type Message, type Via } from '../inbox.ts';
import { marks, run } from './statement.ts';

interface DeadLetterRow {
  readonly event_id: string;
  readonly topic: string;
  readonly data: string;
  readonly attempts: number;
  readonly reason: string;
  readonly buried_at: Date;
}

const forgetBatch = 1000;

const messageOf = ({ event_id, topic, data }: Pick<DeadLetterRow, 'event_id' | 'topic' | 'data'>): Message => ({
  eventId: event_id,
  topic,
  data: JSON.parse(data) as unknown,
});

/** Notes events in this transaction and answers those that are new. */
async function noteAll<Tables>(
  tx: Transaction<Tables>,
  messages: readonly Message[],
  via: Via,
): Promise<readonly Message[]> {
  if (await note(tx, messages, via)) return messages;
  const fresh: Message[] = [];
  for (const message of messages.length === 1 ? [] : messages) if (await note(tx, [message], via)) fresh.push(message);
  return fresh;
}

/** False, and nothing noted, when one of them is noted already. */
async function note<Tables>(tx: Transaction<Tables>, messages: readonly Message[], via: Via): Promise<boolean> {
  try {
    await run(
      tx,
      `INSERT INTO inbox (event_id, topic, via, received_at) VALUES ${messages.map(() => '(?, ?, ?, NOW(6))').join(', ')}`,
      messages.flatMap(({ eventId, topic }) => [eventId, topic, via]),
    );
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** The inbox of a schema. */
export function createMysqlInbox<Tables>(db: Kysely<Tables>): Inbox<Transaction<Tables>> {
  return {
    once: (messages, via, work) =>
      inTransaction(db, async (tx) => {
        const fresh = await noteAll(tx, messages, via);
        for (const message of fresh) await work(tx, message);
        return new Set(fresh);
      }),
    async known(eventIds) {
      if (eventIds.length === 0) return new Set();
      const text = `SELECT event_id FROM inbox WHERE event_id IN (${marks(eventIds)})`;
      const { rows } = await run<{ event_id: string }>(db, text, eventIds);
      return new Set(rows.map(({ event_id }) => event_id));
    },
    countFailure: (message, reason) => countFailure(db, message, reason),
    deadLetter: (message, reason) =>
      inTransaction(db, async (tx) => {
        if (!(await note(tx, [message], 'dead-letter'))) return false;
        await run(
          tx,
          `INSERT INTO dead_letters (event_id, topic, data, attempts, reason, failed_at, buried_at)
            VALUES (?, ?, ?, 1, ?, NOW(6), NOW(6))
            ON DUPLICATE KEY UPDATE reason = VALUES(reason), buried_at = NOW(6)`,
          [message.eventId, message.topic, textOf(message), reason.slice(0, 4000)],
        );
        return true;
      }),
    async listDeadLetters(limit, after = '') {
      const { rows } = await run<DeadLetterRow>(
        db,
        `SELECT event_id, topic, data, attempts, reason, buried_at FROM dead_letters
          WHERE event_id > ? AND buried_at IS NOT NULL AND replayed_at IS NULL ORDER BY event_id LIMIT ?`,
        [after, limit],
      );
      return rows.map((row) => ({
        ...messageOf(row),
        attempts: row.attempts,
        reason: row.reason,
        deadLetteredAt: row.buried_at,
      }));
    },
    replay: (eventId, work) => replay(db, eventId, work),
    async position(topics) {
      const { rows } = await run<{ seq: string }>(
        db,
        `SELECT seq FROM catch_up_position WHERE topic IN (${marks(topics)})`,
        topics,
      );
      // A topic that is new here has everything before it.
      return rows.length < topics.length ? 0 : Math.min(...rows.map(({ seq }) => Number(seq)));
    },
    async advance(topics, seq) {
      await run(
        db,
        `INSERT INTO catch_up_position (topic, seq) VALUES ${topics.map(() => '(?, ?)').join(', ')}
          ON DUPLICATE KEY UPDATE seq = GREATEST(seq, VALUES(seq))`,
        topics.flatMap((topic) => [topic, seq]),
      );
    },
    async rewind(topics) {
      await run(db, `DELETE FROM catch_up_position WHERE topic IN (${marks(topics)})`, topics);
    },
    async forget() {
      const old = `< NOW(6) - INTERVAL ${inboxDays} DAY`;
      const events = await run(db, `DELETE FROM inbox WHERE received_at ${old} LIMIT ${forgetBatch}`);
      // Only what was mended, or never died: a dead letter waits for a person.
      await run(
        db,
        `DELETE FROM dead_letters WHERE failed_at ${old} AND (buried_at IS NULL OR replayed_at IS NOT NULL)
          LIMIT ${forgetBatch}`,
      );
      return events.numAffectedRows === BigInt(forgetBatch);
    },
  };
}

async function countFailure<Tables>(db: Kysely<Tables>, message: Message, reason: string): Promise<Failures> {
  const { eventId, topic } = message;
  await run(
    db,
    `INSERT INTO dead_letters (event_id, topic, data, attempts, reason, failed_at) VALUES (?, ?, ?, 1, ?, NOW(6))
      ON DUPLICATE KEY UPDATE attempts = attempts + 1, reason = VALUES(reason)`,
    [eventId, topic, textOf(message), reason.slice(0, 4000)],
  );
  const { rows } = await run<Failures>(
    db,
    'SELECT attempts, TIMESTAMPDIFF(SECOND, failed_at, NOW(6)) AS seconds FROM dead_letters WHERE event_id = ?',
    [eventId],
  );
  return rows[0] ?? { attempts: 1, seconds: 0 };
}

const replay = <Tables>(
  db: Kysely<Tables>,
  eventId: string,
  work: (tx: Transaction<Tables>, message: Message) => Promise<unknown>,
): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const { rows } = await run<DeadLetterRow>(
      tx,
      `SELECT event_id, topic, data FROM dead_letters
        WHERE event_id = ? AND buried_at IS NOT NULL AND replayed_at IS NULL FOR UPDATE`,
      [eventId],
    );
    const row = rows[0];
    if (row === undefined) return false;
    await run(tx, 'UPDATE dead_letters SET replayed_at = NOW(6) WHERE event_id = ?', [eventId]);
    await run(tx, "UPDATE inbox SET via = 'replay' WHERE event_id = ?", [eventId]);
    await work(tx, messageOf(row));
    return true;
  });

const textOf = ({ data }: Message): string => JSON.stringify(data ?? null);
