import type { Money, RefundId, RefundProposal } from '@arcade/contracts';
import { givenUpBy, type GivenUp } from '../domain/given-up.ts';
import type { Order } from '../domain/order.ts';
import type { OrdersContext } from './orders-context.ts';

export const nothingIn = ({ totals }: Order): Money => ({ ...totals.total, amount: 0 });

/**
 * What payments would give back for a reversal of an order that has been paid.
 * @throws DomainError illegal-transition, refund-exceeds-line, refund-exceeds-captured, dependency-unavailable
 */
export async function proposeRefund(ctx: OrdersContext, order: Order, reversalId: RefundId): Promise<RefundProposal> {
  const reversal = order.reversals.find((one) => one.reversalId === reversalId);
  if (reversal === undefined) throw new Error('A reversal that was just made is on its order');
  return await ask(ctx, order, givenUpBy(order, reversal));
}

/**
 * What is left of an order's payment: with its end all of that goes back.
 * @throws DomainError illegal-transition, dependency-unavailable
 */
export async function proposeRest(ctx: OrdersContext, order: Order): Promise<Money> {
  const lines = order.items.map(({ orderItemId, quantity }) => ({ orderItemId, quantity }));
  return (await ask(ctx, order, { lines })).refundable;
}

/** For an order that has cost nothing there is nobody to ask. */
async function ask(ctx: OrdersContext, order: Order, givenUp: GivenUp): Promise<RefundProposal> {
  const nothing = nothingIn(order);
  return order.totals.total.amount === 0
    ? { amount: nothing, lines: [], shipping: { paid: nothing, left: nothing }, refundable: nothing }
    : await ctx.neighbours.proposeRefund(order.orderId, givenUp);
}
