import { DomainError, type OrderId } from '@arcade/contracts';
import { learnAsked } from '../domain/learn-payment.ts';
import type { Order } from '../domain/order.ts';
import type { OrdersContext } from './orders-context.ts';

/**
 * Asks payments before goods go out or a part is cancelled: an event about a refund or a dispute may still be on its way.
 * The order keeps what that says.
 * @throws DomainError not-found, what `isNeeded` throws, dependency-unavailable
 */
export async function learnMoney(
  ctx: OrdersContext,
  orderId: OrderId,
  isNeeded: (order: Order) => boolean,
): Promise<void> {
  const stored = await ctx.orders.load(orderId);
  if (stored === undefined) throw new DomainError('not-found');
  const { order, readAt } = stored;
  const waits = order.status === 'CONFIRMED' || order.status === 'PROCESSING';
  if (!isNeeded(order) || !waits || order.totals.total.amount === 0) return;
  const payment = await ctx.neighbours.newestPayment(orderId);
  if (learnAsked(order, payment, readAt) === order) return;
  const learned = await ctx.orders.update(orderId, (current, now) => learnAsked(current, payment, now));
  ctx.advance(orderId, learned);
}
