import { DomainError, type ReservationLine } from '@arcade/contracts';
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

async function refundReturn({ neighbours, failpoints, logger }: OrdersContext, order: Order, item: Return) {
  const { currencyCode } = order.totals.total;
  const { returnId, refundAmount } = item;
  const refund = await neighbours
    .refundReturn(order.orderId, item, { amount: refundAmount, currencyCode })
    .then(refundOutcome, (error: unknown) => {
      // An admin has given the money back by hand: there is nothing left that this return could get.
      if (!(error instanceof DomainError) || error.code !== 'refund-exceeds-captured') throw error;
      logger.warn({ orderId: order.orderId, returnId }, 'nothing is left to refund for a return');
      return 'refused' as const;
    });
  await failpoints.hit('orders.after-refund-return');
  return { learn: (current: Order) => learnReturn(current, returnId, { refund }) };
}

const productLines = (order: Order, lines: readonly Line[]): ReservationLine[] =>
  lines.flatMap(({ orderItemId, quantity }) => {
    const item = order.items.find((one) => one.orderItemId === orderItemId);
    return item === undefined ? [] : [{ productId: item.productId, quantity }];
  });
