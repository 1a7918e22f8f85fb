import type { OrderId } from '@arcade/contracts';
import { inTransaction } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type { StoredOrder } from '../application/order-repository.ts';
import { readWholeOrders, readOrder, selectOrders, storedOf } from './read-orders.ts';
import { leaseSeconds } from './saga-writes.ts';
import type { OrdersTables } from './tables.ts';

type Db = Kysely<OrdersTables>;

const takeLease = sql`saga.claim_no = saga.claim_no + 1, saga.lease_until = NOW(6) + INTERVAL ${leaseSeconds} SECOND`;
const isFree = sql`(saga.lease_until IS NULL OR saga.lease_until < NOW(6))`;
const isDue = sql`saga.next_attempt_at <= NOW(6)`;

/** Claims one order's saga. With `known`, which has to be committed, nothing has to be read again. */
export async function claimSaga(db: Db, orderId: OrderId, known?: StoredOrder): Promise<StoredOrder | undefined> {
  const unchanged =
    known === undefined ? sql`` : sql`AND orders.version = ${known.order.version} AND saga.claim_no = ${known.claimNo}`;
  const { numAffectedRows } = await sql`
    UPDATE orders JOIN saga ON saga.order_id = orders.order_id SET ${takeLease}
    WHERE orders.order_id = ${orderId} AND saga.order_id = ${orderId} AND ${isDue} AND ${isFree} ${unchanged}`.execute(
    db,
  );
  if ((numAffectedRows ?? 0n) === 0n) return undefined;
  return known === undefined ? await readOrder(db, orderId) : { ...known, claimNo: known.claimNo + 1 };
}

/** Claims what is due and free; rows that others are at are passed over. */
export async function claimDueSagas(db: Db, limit: number): Promise<readonly StoredOrder[]> {
  const ids = await inTransaction(db, async (tx) => {
    const { rows } = await sql<{ order_id: string }>`
      SELECT saga.order_id FROM saga WHERE ${isDue} AND ${isFree}
      ORDER BY saga.next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(tx);
    const claimed = rows.map((row) => row.order_id);
    if (claimed.length > 0)
      await sql`UPDATE saga SET ${takeLease} WHERE order_id IN (${sql.join(claimed)})`.execute(tx);
    return claimed;
  });
  if (ids.length === 0) return [];
  const rows = await selectOrders(db).where('orders.order_id', 'in', ids).execute();
  const orders = await readWholeOrders(db, rows, { history: false, items: true });
  return rows.flatMap((row) => {
    const order = orders.find(({ orderId }) => orderId === row.order_id);
    return order === undefined ? [] : [storedOf(row, order)];
  });
}
