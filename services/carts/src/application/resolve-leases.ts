import type { CartId, OrderId, OrderStatus } from '@arcade/contracts';
import { followOrder, releaseLease, type OrderNews } from '../domain/follow-order.ts';
import type { CartsContext } from './carts-context.ts';

/** Locks whose lease has run out become firm or end, as orders says. True when there may be more. */
export async function resolveLeases(ctx: CartsContext, limit = 50): Promise<boolean> {
  const overdue = await ctx.carts.overdueLeases(limit);
  for (const { cartId, orderId } of overdue) await resolveLease(ctx, cartId, orderId);
  return overdue.length === limit;
}

/** The event may only be late: whether there is an order is for orders to say. */
async function resolveLease(ctx: CartsContext, cartId: CartId, orderId: OrderId): Promise<void> {
  const status = await ctx.orderStatus(orderId);
  await ctx.carts.update({ cartId }, (cart) => {
    if (cart?.orderId !== orderId || cart.lockedUntil === null || cart.lockedUntil > cart.readAt) return undefined;
    if (status === undefined) return releaseLease(cart, orderId);
    return followOrder(cart, { orderId, cartVersion: cart.version, kind: kindOf(status) });
  });
}

function kindOf(status: OrderStatus): OrderNews['kind'] {
  switch (status) {
    case 'PENDING_PAYMENT':
      return 'placed';
    case 'CANCELLED':
    case 'EXPIRED':
      return 'ended';
    case 'CONFIRMED':
    case 'PROCESSING':
    case 'SHIPPED':
    case 'DELIVERED':
    case 'COMPLETED':
    case 'RETURNED':
      return 'confirmed';
  }
}
