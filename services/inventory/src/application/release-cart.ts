import type { CartHold, CartId } from '@arcade/contracts';
import { endCart, unknownCart } from '../domain/cart-changes.ts';
import { toCartHold } from '../domain/cart-hold.ts';
import { currentLines } from '../domain/current-lines.ts';
import { linesOf } from '../domain/plan-hold.ts';
import type { InventoryContext } from './inventory-context.ts';
import { done, runAlone, type Attempt } from './run-alone.ts';

const nothingHeld = { expiresAt: null, extensionsUsed: 0 } as const;

/** Gives back everything a cart holds. An older write that comes later holds nothing. */
export async function releaseCart(ctx: InventoryContext, cartId: CartId, cartVersion: number): Promise<CartHold> {
  const answer = await runAlone(ctx, async (tx): Promise<Attempt<CartHold>> => {
    const known = (await tx.look({ carts: [cartId] })).carts.get(cartId);
    if (known !== undefined && cartVersion < known.cart.cartVersion) {
      const lines = currentLines(linesOf(known.rows), known.rows, new Map());
      return done(toCartHold(cartId, lines, known.cart, ctx.cartLimits));
    }
    await tx.write(
      known === undefined
        ? { carts: [unknownCart(cartId, cartVersion)] }
        : endCart({ ...known.cart, cartVersion, closed: true }, known.rows, 'release', 'cart released'),
    );
    return done(toCartHold(cartId, [], nothingHeld, ctx.cartLimits));
  });
  await ctx.failpoints.hit('inventory.after-hold');
  return answer;
}
