import { inTransaction } from '@arcade/service-defaults/mysql';
import type { Kysely } from 'kysely';
import { logDays, readWindow, type EventLog, type LogQuery, type StoredEvent } from '../event-log.ts';
import { marks, run } from './statement.ts';

interface OutboxRow {
  readonly id: string;
  readonly event_id: string;
  readonly topic: string;
  readonly type: string;
  readonly aggregate_id: string;
  readonly aggregate_version: string;
  readonly data: string;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
  readonly seq: string | null;
}

const columns = 'id, event_id, topic, type, aggregate_id, aggregate_version, data, traceparent, occurred_at, seq';
const forgetBatch = 1000;

class AnotherRelayWasFaster extends Error {
  override readonly name = 'AnotherRelayWasFaster';
}

/** The outbox of a schema, read as a log. */
export function createMysqlEventLog<Tables>(db: Kysely<Tables>): EventLog {
  const select = async (where: string, parameters: readonly unknown[]) =>
    (await run<OutboxRow>(db, `SELECT ${columns} FROM outbox WHERE ${where}`, parameters)).rows;

  return {
    async number(limit) {
      // Sees committed rows only, and leaves those being written alone.
      const rows = await select('seq IS NULL ORDER BY id LIMIT ?', [limit]);
      if (rows.length === 0) return [];
      const last = await assign(db, rows);
      return last === undefined ? [] : rows.map((row, index) => eventOf(row, last - rows.length + 1 + index));
    },
    async unsent(limit, olderThanSeconds) {
      const rows = await select(
        `sent_at IS NULL AND seq IS NOT NULL AND occurred_at <= NOW(6) - INTERVAL ? SECOND ORDER BY id LIMIT ?`,
        [olderThanSeconds, limit],
      );
      return rows.map((row) => eventOf(row, Number(row.seq)));
    },
    async markSent(seqs) {
      await run(db, `UPDATE outbox SET sent_at = NOW(6) WHERE seq IN (${marks(seqs)})`, seqs);
    },
    read: (query) => read(db, query),
    async backlog() {
      const { rows } = await run<{ count: string; oldest: string | null }>(
        db,
        `SELECT COUNT(*) AS count, TIMESTAMPDIFF(MICROSECOND, MIN(occurred_at), NOW(6)) / 1e6 AS oldest
          FROM outbox WHERE sent_at IS NULL`,
      );
      return { count: Number(rows[0]?.count ?? 0), oldestSeconds: Number(rows[0]?.oldest ?? 0) };
    },
    async forget() {
      const { numAffectedRows } = await run(
        db,
        `DELETE FROM outbox WHERE sent_at < NOW(6) - INTERVAL ${logDays} DAY ORDER BY sent_at LIMIT ${forgetBatch}`,
      );
      return numAffectedRows === BigInt(forgetBatch);
    },
  };
}

/**
 * Gives rows the next positions and answers the last one. The head's row lock lets one relay do so at a time, until it
 * has committed: whoever sees a position sees all before it. Undefined when another relay has numbered some already.
 */
async function assign<Tables>(db: Kysely<Tables>, rows: readonly OutboxRow[]): Promise<number | undefined> {
  const ids = rows.map(({ id }) => Number(id));
  try {
    return await inTransaction(db, async (tx) => {
      const head = await run(tx, 'UPDATE outbox_head SET last_seq = LAST_INSERT_ID(last_seq + ?) WHERE id = 1', [
        ids.length,
      ]);
      const last = Number(head.insertId);
      const numbered = await run(
        tx,
        `UPDATE outbox SET seq = ? + FIELD(id, ${marks(ids)}) WHERE id IN (${marks(ids)}) AND seq IS NULL`,
        [last - ids.length, ...ids, ...ids],
      );
      if (numbered.numAffectedRows !== BigInt(ids.length)) throw new AnotherRelayWasFaster();
      return last;
    });
  } catch (error) {
    if (error instanceof AnotherRelayWasFaster) return undefined;
    throw error;
  }
}

async function read<Tables>(db: Kysely<Tables>, { after, limit, topics }: LogQuery) {
  // The head first: what is numbered after this look is left for the next.
  const head = await run<{ last_seq: string }>(db, 'SELECT last_seq FROM outbox_head WHERE id = 1');
  const last = Math.min(Number(head.rows[0]?.last_seq ?? 0), after + readWindow);
  if (last <= after) return { events: [], lastSeq: last };
  const ofTopics = topics === undefined ? '' : `AND topic IN (${marks(topics)})`;
  const { rows } = await run<OutboxRow>(
    db,
    `SELECT ${columns} FROM outbox WHERE seq > ? AND seq <= ? ${ofTopics} ORDER BY seq LIMIT ?`,
    [after, last, ...(topics ?? []), limit],
  );
  const events = rows.map((row) => eventOf(row, Number(row.seq)));
  return { events, lastSeq: events.length === limit ? (events.at(-1)?.seq ?? last) : last };
}

const eventOf = (row: OutboxRow, seq: number): StoredEvent => ({
  seq,
  topic: row.topic,
  type: row.type,
  data: {
    ...(JSON.parse(row.data) as Record<string, unknown>),
    eventId: row.event_id,
    aggregateId: row.aggregate_id,
    aggregateVersion: Number(row.aggregate_version),
    seq,
    occurredAt: row.occurred_at.toISOString(),
  },
  ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
});
