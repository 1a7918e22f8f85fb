import { OrderId } from '@arcade/contracts';
import { cursorCodec, cursorTime } from '@arcade/service-defaults';
import type { Kysely } from 'kysely';
import * as z from 'zod';
import type { ListFilter, OrderPage } from '../application/order-repository.ts';
import { readWholeOrders, selectOrders } from './read-orders.ts';
import type { OrdersTables } from './tables.ts';

/** Newest first, ids break ties. */
const cursors = cursorCodec('orders.v1', z.strictObject({ createdAt: cursorTime, orderId: OrderId }));

/** Newest first; one row more than asked tells whether there is another page. */
export async function listOrders(
  db: Kysely<OrdersTables>,
  { userId, merchantId, status, cursor, limit }: ListFilter,
): Promise<OrderPage> {
  let query = selectOrders(db)
    .orderBy('orders.created_at', 'desc')
    .orderBy('orders.order_id', 'desc')
    .limit(limit + 1);
  if (userId !== undefined) query = query.where('orders.user_id', '=', userId);
  if (status !== undefined) query = query.where('orders.status', '=', status);
  if (merchantId !== undefined) {
    query = query.where('orders.order_id', 'in', (where) =>
      where.selectFrom('order_items').select('order_items.order_id').where('order_items.merchant_id', '=', merchantId),
    );
  }
  if (cursor !== undefined) {
    const { createdAt, orderId } = cursors.decode(cursor);
    query = query.where((where) =>
      where.or([
        where('orders.created_at', '<', createdAt),
        where.and([where('orders.created_at', '=', createdAt), where('orders.order_id', '<', orderId)]),
      ]),
    );
  }
  const rows = await query.execute();
  const items = await readWholeOrders(db, rows.slice(0, limit), { history: false, items: true });
  const last = items.at(-1);
  return {
    items,
    ...(rows.length > limit && last !== undefined
      ? { nextCursor: cursors.encode({ createdAt: last.createdAt, orderId: last.orderId }) }
      : {}),
  };
}
