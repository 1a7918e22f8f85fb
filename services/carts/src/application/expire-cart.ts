import type { CartId } from '@arcade/contracts';
import { isLiving } from '../domain/cart.ts';
import { expire } from '../domain/expire.ts';
import type { WatchedCart } from './cart-repository.ts';
import type { CartsContext } from './carts-context.ts';

/** Name of the one reminder each cart has. */
export const idleReminder = 'idle';
/** A reminder whose work failed comes again after this. */
const againSeconds = 600;

/**
 * Registers the reminders of carts that have been open for a while; most are bought before and never need one. True when
 * there may be more.
 */
export async function watchIdleCarts(ctx: CartsContext, limit = 100): Promise<boolean> {
  const unwatched = await ctx.carts.claimUnwatched(limit, againSeconds);
  const watched: CartId[] = [];
  for (const cart of unwatched) if (await watchIdle(ctx, cart)) watched.push(cart.cartId);
  if (watched.length > 0) await ctx.carts.markWatched(watched);
  return unwatched.length === limit;
}

/** Registers the reminder that ends an idle cart. Losing it costs nothing but time: the sweeper finds the cart. */
async function watchIdle(ctx: CartsContext, { cartId, expiresAt, readAt }: WatchedCart): Promise<boolean> {
  const dueSeconds = (expiresAt.getTime() - readAt.getTime()) / 1000;
  try {
    await ctx.reminders.schedule(cartId, idleReminder, dueSeconds, againSeconds);
    return true;
  } catch (error) {
    ctx.logger.warn({ err: error, cartId }, 'no reminder yet; without one the sweeper will end this cart');
    return false;
  }
}

/** A reminder has fired: ends the cart when it is due, else reminds again when it may be. */
export async function onIdleReminder(ctx: CartsContext, cartId: CartId): Promise<void> {
  await expireCart(ctx, cartId);
  const cart = await ctx.carts.load({ cartId });
  if (cart !== undefined && isLiving(cart)) await watchIdle(ctx, cart);
  else await ctx.reminders.cancel(cartId, idleReminder);
}

/** Ends a cart that nobody has touched for long; a no-op for any other. */
export async function expireCart(ctx: CartsContext, cartId: CartId): Promise<void> {
  await ctx.carts.update({ cartId }, expire);
}

/** The backstop of the reminders. True when there may be more. */
export async function sweepIdleCarts(ctx: CartsContext, limit = 100): Promise<boolean> {
  const due = await ctx.carts.expired(limit);
  for (const cartId of due) await expireCart(ctx, cartId);
  return due.length === limit;
}
