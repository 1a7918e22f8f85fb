import type { CartId, OrderId, ReservationId } from '@arcade/contracts';
import { given, type Reading } from '@arcade/service-defaults/mysql';
import { sql } from 'kysely';
import type { LockedCart, LockedOrder } from '../application/stock-store.ts';
import type { StoredReservation } from '../domain/reservation.ts';
import { cartOfRow, orderOfRow, reservationOfRow, type CartRow, type OrderRow, type ReservationRow } from './rows.ts';
import type { InventoryDatabase } from './tables.ts';

const reservationColumns = sql`r.reservation_id, r.inventory_id, r.product_id, r.order_id, r.cart_id, r.manual_owner,
  r.guest_network, r.quantity_reserved, r.status, r.reserved_at, r.expires_at, r.expires_at <= NOW(6) AS due`;
const orderColumns = sql`o.order_id, o.outcome, o.expires_at, o.shortages, o.version, o.expires_at <= NOW(6) AS due`;
const cartColumns = sql`c.cart_id, c.cart_version, c.closed, c.expires_at, c.extensions_used, c.version,
  c.expires_at <= NOW(6) AS due`;

interface LockOptions {
  /** Only those that are held and past their time. */
  readonly onlyDue?: boolean;
  /** Leaves out what somebody else works on, instead of waiting. */
  readonly skipLocked?: boolean;
}

const forUpdate = ({ skipLocked = false }: LockOptions) => (skipLocked ? sql`FOR UPDATE SKIP LOCKED` : sql`FOR UPDATE`);

/** Locks orders and reads their rows, which change only under that lock. */
export function lockedOrders(orderIds: readonly OrderId[], options: LockOptions = {}): Reading<readonly LockedOrder[]> {
  if (orderIds.length === 0) return given([]);
  const ids = sql.join([...orderIds]);
  const due = options.onlyDue === true ? sql`AND o.outcome = 'RESERVED' AND o.expires_at <= NOW(6)` : sql``;
  return {
    queries: [
      sql`SELECT ${orderColumns} FROM order_reservation AS o FORCE INDEX (PRIMARY)
        WHERE o.order_id IN (${ids}) ${due} ORDER BY o.order_id ${forUpdate(options)}`,
      sql`SELECT ${reservationColumns} FROM reservation AS r FORCE INDEX (reservation_order)
        WHERE r.order_id IN (${ids}) AND r.status IN ('ACTIVE', 'COMMITTED')`,
    ],
    from: (orders: readonly OrderRow[] = [], rows: readonly ReservationRow[] = []) =>
      orders.map((order) => ({
        order: orderOfRow(order),
        rows: rows.filter((row) => row.order_id === order.order_id).map(reservationOfRow),
      })),
  };
}

/** Locks carts and reads their living rows, which change only under that lock. */
export function lockedCarts(cartIds: readonly CartId[], options: LockOptions = {}): Reading<readonly LockedCart[]> {
  if (cartIds.length === 0) return given([]);
  const ids = sql.join([...cartIds]);
  const due = options.onlyDue === true ? sql`AND c.expires_at <= NOW(6)` : sql``;
  return {
    queries: [
      sql`SELECT ${cartColumns} FROM cart_hold AS c FORCE INDEX (PRIMARY)
        WHERE c.cart_id IN (${ids}) ${due} ORDER BY c.cart_id ${forUpdate(options)}`,
      sql`SELECT ${reservationColumns} FROM reservation AS r FORCE INDEX (reservation_cart)
        WHERE r.cart_id IN (${ids}) AND r.status = 'ACTIVE'`,
    ],
    from: (carts: readonly CartRow[] = [], rows: readonly ReservationRow[] = []) =>
      carts.map((cart) => ({
        cart: cartOfRow(cart),
        rows: rows.filter((row) => row.cart_id === cart.cart_id).map(reservationOfRow),
      })),
  };
}

/** Locks rows that are their own owners' only record. */
export function lockedReservations(
  ids: readonly ReservationId[],
  options: LockOptions = {},
): Reading<readonly StoredReservation[]> {
  if (ids.length === 0) return given([]);
  const due = options.onlyDue === true ? sql`AND r.status = 'ACTIVE' AND r.expires_at <= NOW(6)` : sql``;
  return {
    queries: [
      sql`SELECT ${reservationColumns} FROM reservation AS r FORCE INDEX (PRIMARY)
        WHERE r.reservation_id IN (${sql.join([...ids])}) ${due} ORDER BY r.reservation_id ${forUpdate(options)}`,
    ],
    from: (rows: readonly ReservationRow[] = []) => rows.map(reservationOfRow),
  };
}

export async function findOrder(db: InventoryDatabase, orderId: OrderId) {
  const { rows } = await sql<OrderRow>`SELECT ${orderColumns} FROM order_reservation AS o
    WHERE o.order_id = ${orderId}`.execute(db);
  return rows.map(orderOfRow)[0];
}

export async function findReservation(db: InventoryDatabase, reservationId: ReservationId) {
  const { rows } = await sql<ReservationRow>`SELECT ${reservationColumns} FROM reservation AS r
    WHERE r.reservation_id = ${reservationId}`.execute(db);
  return rows.map(reservationOfRow)[0];
}
