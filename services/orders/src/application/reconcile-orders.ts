import type { OrderId } from '@arcade/contracts';
import { learnAsked } from '../domain/learn-payment.ts';
import type { OrdersContext } from './orders-context.ts';

export interface ReconcileOptions {
  /** Younger ones are left to those who work on them. */
  readonly quietSeconds: number;
  /** How late a saga may be before it counts as forgotten. */
  readonly lateSeconds: number;
  /** After how long without progress somebody should look. */
  readonly alarmSeconds: number;
  readonly batch: number;
  readonly onStuck: (sagas: number) => void;
}

/** Finds what should not be there: forgotten sagas, and money that nobody told us of. Repairs are the usual commands. */
export async function reconcileOrders(ctx: OrdersContext, options: ReconcileOptions): Promise<void> {
  const revived = await ctx.orders.reviveSagas(options.lateSeconds, options.batch);
  if (revived > 0) ctx.logger.warn({ revived }, 'sagas resumed that nobody would have driven any further');
  const stuck = await ctx.orders.stuckSagas(options.alarmSeconds);
  if (stuck > 0) ctx.logger.error({ stuck, seconds: options.alarmSeconds }, 'sagas make no progress');
  options.onStuck(stuck);
  // Last, because it depends on a neighbour: the alarm must work also while payments does not answer.
  await askForUnpaid(ctx, options);
}

async function askForUnpaid(ctx: OrdersContext, { quietSeconds, batch }: ReconcileOptions): Promise<void> {
  for (const orderId of await ctx.orders.quietUnpaid(quietSeconds, batch)) {
    try {
      await askForPayment(ctx, orderId);
    } catch (error) {
      ctx.logger.warn({ err: error, orderId }, 'could not ask about a payment; the next pass tries again');
    }
  }
}

async function askForPayment(ctx: OrdersContext, orderId: OrderId): Promise<void> {
  const payment = await ctx.neighbours.newestPayment(orderId);
  const stored = await ctx.orders.update(orderId, (order, now) => learnAsked(order, payment, now));
  ctx.advance(orderId, stored);
}
