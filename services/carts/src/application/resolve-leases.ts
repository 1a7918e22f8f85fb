import { askOrder } from './ask-order.ts';
import type { CartsContext } from './carts-context.ts';

/** Locks whose lease has run out become firm or end, as orders says. True when there may be more. */
export async function resolveLeases(ctx: CartsContext, limit = 50): Promise<boolean> {
  const overdue = await ctx.carts.overdueLeases(limit);
  for (const { cartId, orderId } of overdue) await askOrder(ctx, cartId, orderId);
  return overdue.length === limit;
}
