import { DomainError, type CartHold } from '@arcade/contracts';
import { holdsAreSettled, type Cart } from '../domain/cart.ts';
import type { CartsContext } from './carts-context.ts';

/**
 * Lets inventory follow the cart. When it does not answer the outcome is unknown: the cart comes back as it was, and
 * `reconcileHolds` asks again with the same version until both agree.
 */
export async function holdStock(ctx: CartsContext, cart: Cart): Promise<Cart> {
  await ctx.failpoints.hit('carts.after-change');
  let hold: CartHold;
  try {
    hold = await ctx.holds.put(cart);
  } catch (error) {
    ctx.logger.warn({ err: error, cartId: cart.cartId }, 'inventory has not followed yet');
    return cart;
  }
  await ctx.failpoints.hit('carts.after-hold');
  await ctx.carts.recordHold(cart, hold);
  return withHold(cart, hold);
}

/**
 * Asks inventory again unless it has followed. Only then does an order take over everything, the units of a merged cart
 * too, and no write that is still on its way holds them a second time.
 * @throws DomainError dependency-unavailable
 */
export async function settleHolds(ctx: CartsContext, cart: Cart): Promise<Cart> {
  if (holdsAreSettled(cart)) return cart;
  const held = await holdStock(ctx, cart);
  if (!holdsAreSettled(held)) throw new DomainError('dependency-unavailable', 'inventory does not answer');
  return held;
}

export function withHold(cart: Cart, hold: CartHold): Cart {
  const answers = new Map(hold.lines.map((line) => [line.productId, line]));
  return {
    ...cart,
    heldUntil: hold.expiresAt === null ? null : new Date(hold.expiresAt),
    holdsDue: false,
    movesFrom: null,
    lines: cart.lines.map((line) => {
      const { held = 0, available = 0, quota = null } = answers.get(line.productId) ?? {};
      return { ...line, held, available, quota };
    }),
  };
}
