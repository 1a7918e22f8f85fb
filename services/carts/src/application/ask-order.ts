import { DomainError, type CartId, type OrderId } from '@arcade/contracts';
import type { Cart } from '../domain/cart.ts';
import { followAnswer } from '../domain/follow-order.ts';
import type { CartRef } from './cart-repository.ts';
import type { CartsContext } from './carts-context.ts';

/**
 * Asks orders what has become of the order that locks a cart, and lets the cart follow: the event may be late.
 * @throws DomainError dependency-unavailable
 */
export async function askOrder(ctx: CartsContext, cartId: CartId, orderId: OrderId): Promise<Cart> {
  const order = await ctx.findOrder(orderId);
  const { cart } = await ctx.carts.update({ cartId }, (found) => followAnswer(found, orderId, order));
  return cart;
}

/** The cart, unlocked when its order is over; as it is while orders does not answer. */
export async function withoutEndedOrder(ctx: CartsContext, cart: Cart): Promise<Cart> {
  if (cart.status !== 'checkout' || cart.orderId === null) return cart;
  try {
    return await askOrder(ctx, cart.cartId, cart.orderId);
  } catch (error) {
    ctx.logger.warn({ err: error, cartId: cart.cartId }, 'the cart stays locked until orders answers');
    return cart;
  }
}

/**
 * Does something with a cart that may be locked: an order that is over stands in nobody's way, whether or not its event
 * has come.
 * @throws DomainError cart-locked while the order is alive, and whatever `work` throws
 */
export async function unlessLocked<Result>(
  ctx: CartsContext,
  ref: CartRef,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'cart-locked') throw error;
    const locked = await ctx.carts.load(ref);
    if (locked !== undefined && (await withoutEndedOrder(ctx, locked)).status === 'checkout') throw error;
    return await work();
  }
}
