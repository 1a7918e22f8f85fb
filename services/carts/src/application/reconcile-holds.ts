import type { CartId } from '@arcade/contracts';
import { isLiving } from '../domain/cart.ts';
import type { CartsContext } from './carts-context.ts';
import { withHold } from './hold-stock.ts';

/** How many carts are asked for at once. */
const parallel = 4;

/**
 * Lets inventory follow the carts it has not followed yet, and gives back what carts that are over still hold. Whatever
 * fails is due again after `holdRetrySeconds`. True when there may be more.
 */
export async function reconcileHolds(ctx: CartsContext, limit = 100): Promise<boolean> {
  const due = [...(await ctx.carts.claimDueHolds(limit, ctx.settings.holdRetrySeconds))];
  const more = due.length === limit;
  const work = async () => {
    for (let cartId = due.pop(); cartId !== undefined; cartId = due.pop()) await reconcile(ctx, cartId);
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return more;
}

async function reconcile(ctx: CartsContext, cartId: CartId): Promise<void> {
  const cart = await ctx.carts.load({ cartId });
  switch (cart?.status) {
    case undefined:
    case 'checkout':
      return;
    case 'open': {
      const hold = await ctx.holds.put(cart);
      await ctx.carts.recordHold(cart, hold);
      ctx.onReconciled();
      const short = withHold(cart, hold).lines.some(({ held, quantity }) => held < quantity);
      if (short) await ctx.carts.announce([cartId], 'hold-expired');
      return;
    }
    case 'merged': {
      // Its holds are not its own any more, but while they may still be moved they must not be given back.
      const target = cart.mergedInto === null ? undefined : await ctx.carts.load({ cartId: cart.mergedInto });
      if (target?.movesFrom === cartId && isLiving(target)) return;
      break;
    }
    case 'closed':
    case 'expired':
  }
  await ctx.holds.release(cart);
  await ctx.carts.recordRelease(cart);
  ctx.onReconciled();
}
