import { DomainError, Money, type ReservationLine } from '@arcade/contracts';
import { learnCapture, learnReturn, learnSettlement, learnStock, refundOutcome } from '../domain/learn-answer.ts';
import { learnAsked } from '../domain/learn-payment.ts';
import type { SagaCall } from '../domain/next-step.ts';
import type { Line, Order, Return } from '../domain/order.ts';
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
      const answer = await neighbours.releaseStock(orderId, (order.cancelReason ?? 'expired').slice(0, 200));
      await failpoints.hit('orders.after-release-stock');
      return { learn: (current) => learnStock(current, answer) };
    }
    case 'restock-return':
      await neighbours.restockReturn(orderId, call.item.returnId, productLines(order, call.item.lines));
      await failpoints.hit('orders.after-restock-return');
      return { learn: (current) => learnReturn(current, call.item.returnId, { restocked: true }) };
    case 'refund-return':
      return await refundReturn(ctx, order, call.item);
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

async function refundReturn(ctx: OrdersContext, order: Order, item: Return) {
  const { currencyCode } = order.totals.total;
  const refund = await refundUpTo(ctx, order, item, { amount: item.refundAmount, currencyCode });
  await ctx.failpoints.hit('orders.after-refund-return');
  return { learn: (current: Order) => learnReturn(current, item.returnId, { refund }) };
}

/** An admin may have given money back by hand: then a return gets what is left, if there is anything. */
async function refundUpTo(ctx: OrdersContext, order: Order, item: Return, amount: Money): Promise<Return['refund']> {
  const { orderId } = order;
  try {
    return refundOutcome(await ctx.neighbours.refundReturn(orderId, item, amount));
  } catch (error) {
    const left = leftOf(error);
    ctx.logger.warn(
      { orderId, returnId: item.returnId, amount, left },
      'less is left to refund than a return is worth',
    );
    return left.amount === 0 ? 'refused' : await refundUpTo(ctx, order, item, left);
  }
}

/** What payments says is left of the money. @throws the error, when it is about something else */
function leftOf(error: unknown): Money {
  if (!(error instanceof DomainError) || error.code !== 'refund-exceeds-captured') throw error;
  return Money.parse(error.fields['left']);
}

const productLines = (order: Order, lines: readonly Line[]): ReservationLine[] =>
  lines.flatMap(({ orderItemId, quantity }) => {
    const item = order.items.find((one) => one.orderItemId === orderItemId);
    return item === undefined ? [] : [{ productId: item.productId, quantity }];
  });
