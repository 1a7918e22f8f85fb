import type { OrderId } from '@arcade/contracts';
import { readingAt } from '@arcade/service-defaults';
import { given, readTogether, type Reading } from '@arcade/service-defaults/mysql';
import { sql, type Compilable, type Kysely, type Selectable } from 'kysely';
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
  const [rows, children] = await readTogether(
    db,
    rowsOf<OrderRow>(lock ? query.forUpdate() : query),
    childrenOf(db, [orderId], { history, items }),
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const [order] = await completeOrders(db, rows, children);
  return order === undefined ? undefined : storedOf(row, order);
}

export const storedOf = (row: OrderRow, order: Order): StoredOrder => ({
  order,
  claimNo: row.claim_no,
  attempt: row.attempt,
  ...readingAt(row.read_at),
});

/** Orders by their rows, with everything that belongs to them. */
export async function readWholeOrders(
  db: Db,
  rows: readonly OrderRow[],
  options: { readonly history: boolean; readonly items: boolean },
): Promise<readonly Order[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.order_id);
  const [children] = await readTogether(db, childrenOf(db, ids, options));
  return await completeOrders(db, rows, children);
}

/** What most orders have. */
interface Children {
  readonly items: readonly ItemRow[];
  readonly payments: readonly Selectable<OrdersTables['order_payments']>[];
  readonly changes: readonly Selectable<OrdersTables['order_status_history']>[];
}

function childrenOf(
  db: Db,
  ids: readonly OrderId[],
  { history, items }: { readonly history: boolean; readonly items: boolean },
): Reading<Children> {
  const changes = db.selectFrom('order_status_history').selectAll().where('order_id', 'in', ids).orderBy('version');
  const payments = db.selectFrom('order_payments').selectAll().where('order_id', 'in', ids);
  return {
    queries: [payments, ...(items ? [selectItems(db, ids)] : []), ...(history ? [changes] : [])],
    from: (paymentRows = [], ...rest) => ({
      payments: paymentRows,
      items: (items ? rest[0] : undefined) ?? [],
      changes: (history ? rest.at(-1) : undefined) ?? [],
    }),
  };
}

/** Adds the child rows that only some orders can have; they cost the others no query. */
async function completeOrders(
  db: Db,
  rows: readonly OrderRow[],
  { items, payments, changes }: Children,
): Promise<readonly Order[]> {
  const captured = payments.filter((row) => Number(row.captured_amount) > 0).map((row) => row.order_id);
  const shipping = rows.filter(({ status }) => mayShip.has(status)).map((row) => row.order_id);
  const [refunds, shipments, returns] = await readTogether(
    db,
    ifAny(captured, (ids) => db.selectFrom('order_refunds').selectAll().where('order_id', 'in', ids)),
    ifAny(shipping, (ids) => db.selectFrom('shipments').selectAll().where('order_id', 'in', ids).orderBy('shipped_at')),
    returnsOf(db, items),
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

/** What became of units that are not the buyer's any more, as far as the lines have such. */
function returnsOf(db: Db, items: readonly ItemRow[]) {
  const reversed = items.filter((item) => item.quantity_cancelled > 0 || item.quantity_returned > 0);
  return ifAny([...new Set(reversed.map((item) => item.order_id))], (ids) =>
    db.selectFrom('returns').selectAll().where('order_id', 'in', ids).orderBy('created_at'),
  );
}

const rowsOf = <Row>(query: Compilable<Row>): Reading<readonly Row[]> => ({
  queries: [query],
  from: (rows = []) => rows,
});

const ifAny = <Id extends string, Row>(
  ids: readonly Id[],
  select: (ids: readonly Id[]) => Compilable<Row>,
): Reading<readonly Row[]> => (ids.length === 0 ? given([]) : rowsOf(select(ids)));

const selectItems = (db: Db, orderIds: readonly OrderId[]) =>
  db.selectFrom('order_items').selectAll().where('order_id', 'in', orderIds).orderBy('order_id').orderBy('line_no');

/** The lines of an order that was read without them, and what became of some of them. */
export async function readLines(db: Db, { orderId, totals }: Order): Promise<Pick<Order, 'items' | 'reversals'>> {
  const rows = await selectItems(db, [orderId]).execute();
  const [returns] = await readTogether(db, returnsOf(db, rows));
  return { items: rows.map((row) => itemOfRow(row, totals.total.currencyCode)), reversals: returns.map(reversalOfRow) };
}
