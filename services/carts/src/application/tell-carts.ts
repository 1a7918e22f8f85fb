import { dropEnded } from '../domain/change-cart.ts';
import type { CartsContext } from './carts-context.ts';

/** Tells open carts that a product in them has another price or has ended. True when there may be more to tell. */
export const tellCarts = (ctx: CartsContext, limit = 200): Promise<boolean> =>
  ctx.replica.tellCarts(limit, async ({ reason, ended }, cartIds) => {
    if (!ended) {
      await ctx.carts.announce(cartIds, reason);
      return;
    }
    for (const cartId of cartIds) {
      await ctx.carts.update({ cartId }, (cart) => dropEnded(cart), { unattended: true });
    }
  });
