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

/** The outbox of a schema, read as a log. */
export function createMysqlEventLog<Tables>(db: Kysely<Tables>): EventLog {
  const select = async (where: string, parameters: readonly unknown[]) =>
    (await run<OutboxRow>(db, `SELECT ${columns} FROM outbox WHERE ${where}`, parameters)).rows;

  return {
    async number(limit) {
      // Sees committed rows only, and leaves those being written alone.
      const { rows } = await run<OutboxRow & { readonly last_seq: string }>(
        db,
        `SELECT ${columns}, (SELECT last_seq FROM outbox_head WHERE id = 1) AS last_seq
          FROM outbox WHERE seq IS NULL ORDER BY id LIMIT ?`,
        [limit],
      );
      const last = Number(rows[0]?.last_seq);
      const isOurs = rows.length > 0 && (await assign(db, rows, last));
      return isOurs ? rows.map((row, index) => eventOf(row, last + 1 + index)) : [];
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
      // MySQL deletes by a look at the same table only where that is made before.
      const { numAffectedRows } = await run(
        db,
        `DELETE FROM outbox WHERE seq < (SELECT COALESCE(
            (SELECT seq FROM (SELECT seq FROM outbox
              WHERE seq IS NOT NULL AND (sent_at IS NULL OR sent_at >= NOW(6) - INTERVAL ${logDays} DAY)
              ORDER BY seq LIMIT 1) AS kept), (SELECT last_seq + 1 FROM outbox_head WHERE id = 1)))
          ORDER BY seq LIMIT ${forgetBatch}`,
      );
      return numAffectedRows === BigInt(forgetBatch);
    },
  };
}

/**
 * Gives rows the positions after `last` and moves the head behind them, in one statement: whoever sees a position sees all
 * before it. The head lets one relay do so at a time. False when another has numbered these or others meanwhile.
 */
async function assign<Tables>(db: Kysely<Tables>, rows: readonly OutboxRow[], last: number): Promise<boolean> {
  const ids = rows.map(({ id }) => Number(id));
  const { numAffectedRows = 0n } = await run(
    db,
    `UPDATE outbox_head h JOIN outbox o FORCE INDEX (PRIMARY) ON o.id IN (${marks(ids)}) AND o.seq IS NULL
      SET h.last_seq = ?, o.seq = ? + FIELD(o.id, ${marks(ids)})
      WHERE h.id = 1 AND h.last_seq = ?`,
    [...ids, last + ids.length, last, ...ids, last],
  );
  return numAffectedRows > 0n;
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
