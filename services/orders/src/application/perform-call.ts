import { DomainError, type ReservationLine } from '@arcade/contracts';
import { givenUpBy } from '../domain/given-up.ts';
import { learnCapture, learnSettlement, learnStock, refundOutcome } from '../domain/learn-answer.ts';
import { learnAsked } from '../domain/learn-payment.ts';
import { learnReversal } from '../domain/learn-reversal.ts';
import { sumLines } from '../domain/line-units.ts';
import type { SagaCall } from '../domain/next-step.ts';
import type { Line, Order, Reversal } from '../domain/order.ts';
import type { OrdersContext } from './orders-context.ts';

/** What an answer tells: facts for the order (applied to whatever it has become meanwhile), or a refusal. */
export interface Answer {
  readonly learn: (order: Order) => Order;
  readonly captureRefused?: boolean;
}

/** A reservation outlives its order's deadline and the patience after it; the rest is for the saga to react. */
const reserveSlackMs = 60_000;

/** Makes one call of the saga. @throws DomainError dependency-unavailable */
export async function performCall(ctx: OrdersContext, order: Order, call: SagaCall, now: Date): Promise<Answer> {
  const { neighbours, failpoints } = ctx;
  const { orderId } = order;
  switch (call.name) {
    case 'reserve-stock':
      return await reserveStock(ctx, order, now);
    case 'commit-stock': {
      await failpoints.hit('orders.before-commit-stock');
      const answer = await neighbours.commitStock(orderId);
      await failpoints.hit('orders.after-commit-stock');
      return { learn: (current) => learnStock(current, answer) };
    }
    case 'capture-payment': {
      const answer = await neighbours.capturePayment(orderId, order.totals.total);
      await failpoints.hit('orders.after-capture');
      const captureRefused = answer.outcome === 'refused' || answer.outcome === 'settled';
      return { learn: (current) => learnCapture(current, answer, now), captureRefused };
    }
    case 'ask-payment': {
      const payment = await neighbours.newestPayment(orderId);
      return { learn: (current) => learnAsked(current, payment, now) };
    }
    case 'settle-payment': {
      await failpoints.hit('orders.before-settle-payment');
      const reason = order.status === 'EXPIRED' ? 'late-payment' : 'order-cancelled';
      const answer = await neighbours.settlePayment(orderId, reason);
      await failpoints.hit('orders.after-settle-payment');
      return { learn: (current) => learnSettlement(current, answer) };
    }
    case 'release-stock': {
      const answer = await neighbours.releaseStock(orderId, order.cancelReason ?? 'expired');
      await failpoints.hit('orders.after-release-stock');
      return { learn: (current) => learnStock(current, answer) };
    }
    case 'restock-reversal':
      return await restockReversal(ctx, order, call.item);
    case 'refund-reversal':
      return await refundReversal(ctx, order, call.item);
  }
}

async function reserveStock({ neighbours, failpoints, settings }: OrdersContext, order: Order, now: Date) {
  const { orderId, cartId, cartVersion, items, payUntil } = order;
  const answer = await neighbours.reserveStock(orderId, {
    cartId,
    cartVersion,
    lines: productLines(order, items),
    ttlSeconds: Math.ceil((payUntil.getTime() - now.getTime() + settings.graceMs + reserveSlackMs) / 1000),
  });
  await failpoints.hit('orders.after-reserve');
  return { learn: (current: Order) => learnStock(current, answer) };
}

async function restockReversal(
  { neighbours, failpoints }: OrdersContext,
  order: Order,
  { reversalId, lines }: Reversal,
) {
  const back = productLines(
    order,
    lines.filter(({ stock }) => stock === 'restock'),
  );
  if (back.length > 0) await neighbours.restockUnits(order.orderId, reversalId, back);
  await failpoints.hit('orders.after-restock-reversal');
  return { learn: (current: Order) => learnReversal(current, reversalId, { restocked: true }) };
}

/** For an order that has cost nothing there is nobody to ask. */
async function refundReversal(ctx: OrdersContext, order: Order, item: Reversal): Promise<Answer> {
  const { reversalId } = item;
  const news = order.totals.total.amount === 0 ? ({ refund: 'done' } as const) : await askRefund(ctx, order, item);
  await ctx.failpoints.hit('orders.after-refund-reversal');
  return { learn: (current: Order) => learnReversal(current, reversalId, news) };
}

async function askRefund({ neighbours, logger }: OrdersContext, order: Order, item: Reversal) {
  const { orderId } = order;
  const { reversalId, kind } = item;
  const reason = kind === 'return' ? 'returned' : 'order-cancelled';
  try {
    const refund = await neighbours.refundUnits(orderId, reversalId, givenUpBy(order, item), reason);
    return { refund: refundOutcome(refund), refundAmount: refund.amount.amount };
  } catch (error) {
    // The bank had refused it, and meanwhile its money was given back otherwise.
    if (!(error instanceof DomainError) || error.code !== 'refund-exceeds-captured') throw error;
    logger.warn({ orderId, reversalId }, 'nothing is left for a refund that failed before');
    return { refund: 'refused' } as const;
  }
}

const productLines = (order: Order, lines: readonly Line[]): ReservationLine[] =>
  sumLines(lines).flatMap(({ orderItemId, quantity }) => {
    const item = order.items.find((one) => one.orderItemId === orderItemId);
    return item === undefined ? [] : [{ productId: item.productId, quantity }];
  });
