import type { OrderId } from '@arcade/contracts';
import { readingAt } from '@arcade/service-defaults';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { StoredOrder } from '../application/order-repository.ts';
import type { Order } from '../domain/order.ts';
import { reversalOfRow } from './reversal-rows.ts';
import { changeOfRow, itemOfRow, orderOfRow, paymentOfRow, refundOfRow, shipmentOfRow } from './rows.ts';
import type { OrderItemTable, OrdersTables, OrderTable } from './tables.ts';

type Db = Kysely<OrdersTables>;
type ItemRow = Selectable<OrderItemTable>;
export type OrderRow = Selectable<OrderTable> & { claim_no: number; attempt: number; read_at: Date };

/** Rows of orders with what their sagas' rows say, at the database's time. */
export const selectOrders = (db: Db) =>
  db
    .selectFrom('orders')
    .innerJoin('saga', 'saga.order_id', 'orders.order_id')
    .selectAll('orders')
    .select(['saga.claim_no', 'saga.attempt', sql<Date>`NOW(6)`.as('read_at')]);

export interface ReadOptions {
  readonly history?: boolean;
  /** Keeps others from changing the order until the transaction ends. */
  readonly lock?: boolean;
  /** False: without its lines, for those who look at money only. */
  readonly items?: boolean;
}

export async function readOrder(
  db: Db,
  orderId: OrderId,
  { history = false, lock = false, items = true }: ReadOptions = {},
): Promise<StoredOrder | undefined> {
  const query = selectOrders(db).where('orders.order_id', '=', orderId);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) return undefined;
  const [order] = await completeOrders(db, [row], { history, items });
  return order === undefined ? undefined : storedOf(row, order);
}

export const storedOf = (row: OrderRow, order: Order): StoredOrder => ({
  order,
  claimNo: row.claim_no,
  attempt: row.attempt,
  ...readingAt(row.read_at),
});

/** Reads the child rows of orders; those that cannot exist yet cost no query. */
export async function completeOrders(
  db: Db,
  rows: readonly OrderRow[],
  { history, items: withItems }: { readonly history: boolean; readonly items: boolean },
): Promise<readonly Order[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.order_id);
  const items = await ifAny(withItems ? ids : [], (some) => readItemRows(db, some));
  const payments = await db.selectFrom('order_payments').selectAll().where('order_id', 'in', ids).execute();
  const captured = payments.filter((row) => Number(row.captured_amount) > 0).map((row) => row.order_id);
  const refunds = await ifAny(captured, (some) =>
    db.selectFrom('order_refunds').selectAll().where('order_id', 'in', some).execute(),
  );
  const shipping = rows.filter(({ status }) => mayShip.has(status)).map((row) => row.order_id);
  const shipments = await ifAny(shipping, (some) =>
    db.selectFrom('shipments').selectAll().where('order_id', 'in', some).orderBy('shipped_at').execute(),
  );
  const returns = await ifAny(withReversals(items), (some) => readReturnRows(db, some));
  const changes = await ifAny(history ? ids : [], (some) =>
    db.selectFrom('order_status_history').selectAll().where('order_id', 'in', some).orderBy('version').execute(),
  );
  return rows.map((row) => {
    const of = <Row extends { order_id: string }>(children: readonly Row[]) =>
      children.filter((child) => child.order_id === row.order_id);
    return {
      ...orderOfRow(row),
      items: of(items).map((item) => itemOfRow(item, row.currency_code)),
      payments: of(payments).map(paymentOfRow),
      refunds: of(refunds).map(refundOfRow),
      shipments: of(shipments).map(shipmentOfRow),
      reversals: of(returns).map(reversalOfRow),
      history: of(changes).map(changeOfRow),
    };
  });
}

const mayShip: ReadonlySet<string> = new Set(['PROCESSING', 'SHIPPED', 'DELIVERED', 'COMPLETED', 'RETURNED']);

const withReversals = (items: readonly ItemRow[]): readonly string[] => [
  ...new Set(
    items.filter((item) => item.quantity_cancelled > 0 || item.quantity_returned > 0).map((item) => item.order_id),
  ),
];

const readReturnRows = (db: Db, orderIds: readonly string[]) =>
  db.selectFrom('returns').selectAll().where('order_id', 'in', orderIds).orderBy('created_at').execute();

const ifAny = async <Row>(ids: readonly string[], read: (ids: readonly string[]) => Promise<Row[]>): Promise<Row[]> =>
  ids.length === 0 ? [] : await read(ids);

const readItemRows = (db: Db, orderIds: readonly string[]) =>
  db
    .selectFrom('order_items')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .orderBy('order_id')
    .orderBy('line_no')
    .execute();

/** The lines of an order that was read without them, and what became of some of them. */
export async function readLines(db: Db, { orderId, totals }: Order): Promise<Pick<Order, 'items' | 'reversals'>> {
  const rows = await readItemRows(db, [orderId]);
  const returns = await ifAny(withReversals(rows), (some) => readReturnRows(db, some));
  return { items: rows.map((row) => itemOfRow(row, totals.total.currencyCode)), reversals: returns.map(reversalOfRow) };
}
