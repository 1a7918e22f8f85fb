import type { OrderId } from '@arcade/contracts';
import { inTransaction } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type { OrdersTables } from './tables.ts';

type Db = Kysely<OrdersTables>;

/** Unpaid orders that nobody has asked payments about for a while, whoever asks first has them for that while. */
export async function quietUnpaidOrders(db: Db, quietSeconds: number, limit: number): Promise<readonly OrderId[]> {
  return await inTransaction(db, async (tx) => {
    const { rows } = await sql<{ order_id: OrderId }>`
      SELECT saga.order_id FROM orders JOIN saga ON saga.order_id = orders.order_id
      WHERE orders.status = 'PENDING_PAYMENT' AND orders.updated_at < NOW(6) - INTERVAL ${quietSeconds} SECOND
        AND (saga.asked_at IS NULL OR saga.asked_at < NOW(6) - INTERVAL ${quietSeconds} SECOND)
      ORDER BY orders.created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(tx);
    const ids = rows.map((row) => row.order_id);
    if (ids.length > 0) await sql`UPDATE saga SET asked_at = NOW(6) WHERE order_id IN (${sql.join(ids)})`.execute(tx);
    return ids;
  });
}

/** By what an order's row says its saga has something to do, yet it sleeps. */
export async function reviveSleepingSagas(db: Db, lateSeconds: number, limit: number): Promise<number> {
  const late = sql`NOW(6) - INTERVAL ${lateSeconds} SECOND`;
  const { rows } = await sql<{ order_id: string }>`
    SELECT saga.order_id FROM orders JOIN saga ON saga.order_id = orders.order_id
    WHERE (saga.next_attempt_at IS NULL OR saga.next_attempt_at > NOW(6) + INTERVAL ${lateSeconds} SECOND) AND (
      (orders.status = 'PENDING_PAYMENT' AND orders.pay_until < ${late})
      OR (orders.status IN ('CANCELLED', 'EXPIRED') AND orders.created_at > NOW(6) - INTERVAL 2 DAY
        AND orders.updated_at < ${late}
        AND (orders.settlement <> 'settled' OR orders.stock IN ('unknown', 'reserved', 'committed')))
      OR (orders.status = 'DELIVERED' AND orders.return_until < ${late}))
    LIMIT ${limit}`.execute(db);
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.order_id);
  await sql`UPDATE saga SET next_attempt_at = NOW(6) WHERE order_id IN (${sql.join(ids)})`.execute(db);
  return ids.length;
}

export async function countStuckSagas(db: Db, seconds: number): Promise<number> {
  const { rows } = await sql<{ stuck: string | number }>`
    SELECT COUNT(*) AS stuck FROM saga WHERE failing_since < NOW(6) - INTERVAL ${seconds} SECOND`.execute(db);
  return Number(rows[0]?.stuck ?? 0);
}
