import { inTransaction, isDuplicateKey, later } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import { eventsOf } from '../domain/order-events.ts';
import { orderNumber } from '../domain/order-number.ts';
import type { Order } from '../domain/order.ts';
import { rowOfItem, rowOfOrder } from './rows.ts';
import { leaseSeconds } from './saga-writes.ts';
import type { OrdersTables } from './tables.ts';
import { writeHistory, type Append } from './write-order.ts';

/** Writes a new order with everything that belongs to it; its saga is claimed by whoever inserts. */
export async function insertOrder(
  db: Kysely<OrdersTables>,
  order: Order,
  append: Append,
  salt = 0,
): Promise<Order | 'exists' | 'cart-taken'> {
  const numbered = salt === 0 ? order : { ...order, number: orderNumber(order.orderId, salt) };
  try {
    await write(db, numbered, append);
    return numbered;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const { message } = error as Error;
    if (message.includes('orders_number')) return await insertOrder(db, order, append, salt + 1);
    return message.includes('orders_one_per_cart_version') ? 'cart-taken' : 'exists';
  }
}

const write = (db: Kysely<OrdersTables>, order: Order, append: Append) =>
  inTransaction(db, async (tx) => {
    const { orderId, history, version, payUntil } = order;
    const items = order.items.map((item, index) => rowOfItem(orderId, item, index + 1));
    await later(tx, tx.insertInto('orders').values(rowOfOrder(order)));
    await later(tx, tx.insertInto('order_items').values(items));
    await writeHistory(tx, orderId, history, version, undefined);
    const saga = {
      order_id: orderId,
      step: 'reserve-stock',
      attempt: 0,
      next_attempt_at: sql<Date>`NOW(6)`,
      deadline_at: payUntil,
      claim_no: 1,
      lease_until: sql<Date>`NOW(6) + INTERVAL ${leaseSeconds} SECOND`,
      failing_since: null,
      asked_at: null,
    };
    await later(tx, tx.insertInto('saga').values(saga));
    await append(tx, ...eventsOf(undefined, order));
  });
