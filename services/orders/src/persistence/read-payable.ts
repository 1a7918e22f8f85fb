import type { OrderId } from '@arcade/contracts';
import type { Kysely } from 'kysely';
import type { PayableOrder } from '../application/order-repository.ts';
import { selectOrders } from './read-orders.ts';
import { orderOfRow } from './rows.ts';
import type { OrdersTables } from './tables.ts';

/** An order with what its lines cost, in one statement. */
export async function readPayable(db: Kysely<OrdersTables>, orderId: OrderId): Promise<PayableOrder | undefined> {
  const rows = await selectOrders(db)
    .innerJoin('order_items', 'order_items.order_id', 'orders.order_id')
    .select(['order_items.order_item_id', 'order_items.quantity', 'order_items.total_price', 'order_items.discount'])
    .where('orders.order_id', '=', orderId)
    .orderBy('order_items.line_no')
    .execute();
  const [first] = rows;
  if (first === undefined) return undefined;
  const lines = rows.map((row) => ({
    orderItemId: row.order_item_id,
    quantity: row.quantity,
    paid: Number(row.total_price) - Number(row.discount),
  }));
  return { ...orderOfRow(first), lines, readAt: first.read_at };
}
