import type { OutgoingEvent } from '@arcade/messaging';
import { later } from '@arcade/service-defaults/mysql';
import { sql, type RawBuilder } from 'kysely';
import type { Order, StatusChange } from '../domain/order.ts';
import { eventsOf } from '../domain/order-events.ts';
import { rowOfReversal } from './reversal-rows.ts';
import { changingColumns, rowOfChange, rowOfItem, rowOfPayment, rowOfRefund, rowOfShipment } from './rows.ts';
import { sagaSet, type SagaWrite } from './saga-writes.ts';
import type { OrdersTransaction } from './tables.ts';

export type Append = (tx: OrdersTransaction, ...events: readonly OutgoingEvent[]) => Promise<void>;

/** What a change consists of, beside the order's own row. */
export interface OrderDiff {
  readonly children: boolean;
  readonly events: readonly OutgoingEvent[];
}

export const diffOf = (before: Order, after: Order, cause: string | undefined): OrderDiff => ({
  children:
    after.items !== before.items ||
    after.payments !== before.payments ||
    after.refunds !== before.refunds ||
    after.shipments !== before.shipments ||
    after.reversals !== before.reversals ||
    after.history !== before.history,
  events: eventsOf(before, after, cause),
});

/**
 * Writes an order's row and its saga's, if the order is still at the version it was decided on and, for a claimed run,
 * the claim stands; else it matches no row.
 */
export function guardedUpdate(before: Order, after: Order, saga: SagaWrite): RawBuilder<unknown> {
  const columns = after === before ? [] : Object.entries(changingColumns(after));
  const set = [...columns.map(([name, value]) => sql`orders.${sql.ref(name)} = ${value}`), ...sagaSet(saga)];
  const claim = saga.claimNo === undefined ? sql`` : sql`AND saga.claim_no = ${saga.claimNo}`;
  return sql`UPDATE orders JOIN saga ON saga.order_id = orders.order_id SET ${sql.join(set)}
    WHERE orders.order_id = ${after.orderId} AND orders.version = ${before.version} ${claim}`;
}

/** Everything of a change, in one trip with the commit. The transaction fails with GuardFailed when others were faster. */
export async function writeOrder(
  tx: OrdersTransaction,
  { before, after, saga, cause, events }: OrderWrite,
  append: Append,
): Promise<void> {
  await later(tx, guardedUpdate(before, after, saga), { rows: 1 });
  await writeChildren(tx, before, after, cause);
  await append(tx, ...events);
}

export interface OrderWrite {
  readonly before: Order;
  readonly after: Order;
  readonly saga: SagaWrite;
  /** The event that brought it. */
  readonly cause: string | undefined;
  /** What is told of it (`diffOf`). */
  readonly events: readonly OutgoingEvent[];
}

/** Writes the child rows that are new or have changed. */
async function writeChildren(
  tx: OrdersTransaction,
  before: Order,
  after: Order,
  cause: string | undefined,
): Promise<void> {
  const { orderId, version } = after;
  for (const item of added(before.items, after.items)) {
    const { quantity_shipped, quantity_delivered, quantity_returned, quantity_cancelled } = rowOfItem(orderId, item, 0);
    const moved = tx
      .updateTable('order_items')
      .set({ quantity_shipped, quantity_delivered, quantity_returned, quantity_cancelled })
      .where('order_item_id', '=', item.orderItemId);
    await later(tx, moved);
  }
  await writeMoney(tx, before, after);
  await writeParcels(tx, before, after);
  await writeHistory(tx, orderId, added(before.history, after.history), version, cause);
}

/** Facts about a payment that has captured nothing are read without its refunds, which may be there all the same. */
async function writeMoney(tx: OrdersTransaction, before: Order, after: Order): Promise<void> {
  for (const payment of added(before.payments, after.payments)) {
    const row = rowOfPayment(after.orderId, payment);
    const { payment_id: _, order_id: __, ...facts } = row;
    await later(tx, tx.insertInto('order_payments').values(row).onDuplicateKeyUpdate(facts));
  }
  for (const refund of added(before.refunds, after.refunds)) {
    const row = rowOfRefund(after.orderId, refund);
    const { refund_id: _, order_id: __, ...facts } = row;
    await later(tx, tx.insertInto('order_refunds').values(row).onDuplicateKeyUpdate(facts));
  }
}

/** What exists is changed as this order's own: no id, wherever it comes from, takes something from another order. */
async function writeParcels(tx: OrdersTransaction, before: Order, after: Order): Promise<void> {
  const { orderId } = after;
  for (const shipment of added(before.shipments, after.shipments)) {
    const row = rowOfShipment(orderId, shipment);
    if (before.shipments.every(({ shipmentId }) => shipmentId !== shipment.shipmentId)) {
      await later(tx, tx.insertInto('shipments').values(row));
    } else {
      const { delivered_at } = row;
      const mine = tx
        .updateTable('shipments')
        .where('shipment_id', '=', row.shipment_id)
        .where('order_id', '=', orderId);
      await later(tx, mine.set({ delivered_at }));
    }
  }
  for (const item of added(before.reversals, after.reversals)) {
    const row = rowOfReversal(orderId, item);
    if (before.reversals.every(({ reversalId }) => reversalId !== item.reversalId)) {
      await later(tx, tx.insertInto('returns').values(row));
    } else {
      const { restocked, refund, refund_amount } = row;
      const mine = tx.updateTable('returns').where('return_id', '=', row.return_id).where('order_id', '=', orderId);
      await later(tx, mine.set({ restocked, refund, refund_amount }));
    }
  }
}

/** Objects that were not there before: changed ones are new objects. */
const added = <Item>(before: readonly Item[], after: readonly Item[]): readonly Item[] =>
  before === after ? [] : after.filter((item) => !before.includes(item));

export async function writeHistory(
  tx: OrdersTransaction,
  orderId: string,
  changes: readonly StatusChange[],
  version: number,
  cause: string | undefined,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => rowOfChange(orderId, change, { version, cause }));
  await later(tx, tx.insertInto('order_status_history').values(rows));
}
