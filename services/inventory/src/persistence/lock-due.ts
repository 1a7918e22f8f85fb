import type { CartId, OrderId, ReservationId } from '@arcade/contracts';
import { readTogether } from '@arcade/service-defaults/mysql';
import { sql } from 'kysely';
import type { DueFilter, DueHolds, EndingHolds } from '../application/stock-store.ts';
import type { TimedHold } from '../domain/reservation.ts';
import { lockedCarts, lockedOrders, lockedReservations } from './lock-holds.ts';
import type { InventoryDatabase, InventoryTransaction } from './tables.ts';

interface DueRow {
  readonly reservation_id: ReservationId;
  readonly order_id: OrderId | null;
  readonly cart_id: CartId | null;
  readonly late: string;
}

/** Finds overdue reservations and locks whose they are, in the order every command does. */
export async function lockDue(tx: InventoryTransaction, filter: DueFilter): Promise<DueHolds> {
  const due = await findDue(tx, filter);
  // Whoever needs the units waits for those who are at it; the sweeper comes again anyway.
  const options = { onlyDue: true, skipLocked: filter.kind === 'any' };
  const byHand = due.filter((row) => row.order_id === null && row.cart_id === null);
  const [orders, carts, manual] = await readTogether(
    tx,
    lockedOrders(present(due.map((row) => row.order_id)), options),
    lockedCarts(present(due.map((row) => row.cart_id)), options),
    lockedReservations(present(byHand.map((row) => row.reservation_id)), options),
  );
  const late = new Map(due.map((row) => [row.reservation_id, Number(row.late)]));
  const ended = [...orders, ...carts].flatMap(({ rows }) => rows).concat(manual);
  return { orders, carts, manual, lateness: ended.map(({ reservationId }) => late.get(reservationId) ?? 0) };
}

async function findDue(db: InventoryDatabase, filter: DueFilter): Promise<readonly DueRow[]> {
  const limit = filter.kind === 'one' ? 100 : filter.limit;
  const { rows } = await sql<DueRow>`SELECT r.reservation_id, r.order_id, r.cart_id,
      TIMESTAMPDIFF(MICROSECOND, r.expires_at, NOW(6)) / 1000000 AS late
    FROM reservation AS r ${whichDue(filter)} AND r.status = 'ACTIVE' AND r.expires_at <= NOW(6)
    ORDER BY r.expires_at LIMIT ${limit}`.execute(db);
  return rows;
}

function whichDue(filter: DueFilter) {
  switch (filter.kind) {
    case 'any':
      return sql`FORCE INDEX (reservation_due) WHERE TRUE`;
    case 'products':
      return sql`FORCE INDEX (reservation_stock) WHERE r.product_id IN (${sql.join([...filter.productIds])})`;
    case 'one':
      return whichHold(filter.hold);
  }
}

function whichHold({ kind, id }: Extract<DueFilter, { kind: 'one' }>['hold']) {
  switch (kind) {
    case 'order':
      return sql`FORCE INDEX (reservation_order) WHERE r.order_id = ${id}`;
    case 'cart':
      return sql`FORCE INDEX (reservation_cart) WHERE r.cart_id = ${id}`;
    case 'manual':
      return sql`FORCE INDEX (PRIMARY) WHERE r.reservation_id = ${id} AND r.manual_owner IS NOT NULL`;
  }
}

/** Seconds until the last of a hold's rows ends. */
export async function secondsLeft(
  db: InventoryDatabase,
  hold: Extract<DueFilter, { kind: 'one' }>['hold'],
): Promise<number | undefined> {
  const { rows } = await sql<{ left: string | null }>`SELECT
      TIMESTAMPDIFF(MICROSECOND, NOW(6), MAX(r.expires_at)) / 1000000 AS \`left\`
    FROM reservation AS r ${whichHold(hold)} AND r.status = 'ACTIVE'`.execute(db);
  const left = rows[0]?.left;
  return left === null || left === undefined ? undefined : Math.max(0, Number(left));
}

interface EndingRow extends Omit<DueRow, 'late'> {
  readonly left: string;
}

/** Living holds by the end of their last reservation, as far as it lies between two moments. */
export async function endingSoon(
  db: InventoryDatabase,
  withinSeconds: number,
  since: Date | undefined,
): Promise<EndingHolds> {
  const clock = await sql<{ until: Date }>`SELECT NOW(6) + INTERVAL ${withinSeconds} SECOND AS until`.execute(db);
  const until = clock.rows[0]?.until ?? new Date();
  const { rows } = await sql<EndingRow>`SELECT MIN(r.reservation_id) AS reservation_id, r.order_id, r.cart_id,
      TIMESTAMPDIFF(MICROSECOND, NOW(6), MAX(r.expires_at)) / 1000000 AS \`left\`
    FROM reservation AS r FORCE INDEX (reservation_due)
    WHERE r.status = 'ACTIVE' AND r.expires_at > ${since ?? sql`NOW(6)`} AND r.expires_at <= ${until}
    GROUP BY r.order_id, r.cart_id, IF(r.manual_owner IS NULL, NULL, r.reservation_id)`.execute(db);
  return { holds: rows.map((row) => ({ hold: holdOf(row), secondsLeft: Number(row.left) })), until };
}

function holdOf({ order_id: orderId, cart_id: cartId, reservation_id: id }: EndingRow): TimedHold {
  if (orderId !== null) return { kind: 'order', id: orderId };
  return cartId === null ? { kind: 'manual', id } : { kind: 'cart', id: cartId };
}

const present = <Id extends string>(ids: readonly (Id | null)[]): readonly Id[] => [
  ...new Set(ids.filter((id) => id !== null)),
];
