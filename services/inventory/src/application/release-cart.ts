import type { CartHold, CartId } from '@arcade/contracts';
import { endCart, unknownCart } from '../domain/cart-changes.ts';
import { toCartHold } from '../domain/cart-hold.ts';
import { currentLines } from '../domain/current-lines.ts';
import { linesOf } from '../domain/plan-hold.ts';
import { decided } from './command.ts';
import type { InventoryContext } from './inventory-context.ts';

const nothingHeld = { expiresAt: null, extensionsUsed: 0 } as const;

/** Gives back everything a cart holds. An older write that comes later holds nothing. */
export async function releaseCart(ctx: InventoryContext, cartId: CartId, cartVersion: number): Promise<CartHold> {
  const answer = await ctx.commands.run<CartHold>({
    carts: [cartId],
    decide({ carts }) {
      const known = carts.get(cartId);
      const gone = toCartHold(cartId, [], nothingHeld, ctx.cartLimits);
      if (known === undefined) return decided(gone, { carts: [unknownCart(cartId, cartVersion)] });
      if (cartVersion < known.cart.cartVersion) {
        const lines = currentLines(linesOf(known.rows), known.rows, new Map());
        return decided(toCartHold(cartId, lines, known.cart, ctx.cartLimits));
      }
      const closed = { ...known.cart, cartVersion, closed: true };
      return decided(gone, endCart(closed, known.rows, 'release', 'cart released'));
    },
  });
  await ctx.failpoints.hit('inventory.after-hold');
  return answer;
}
