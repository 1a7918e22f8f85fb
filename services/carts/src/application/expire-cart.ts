import type { CartId } from '@arcade/contracts';
import type { Cart } from '../domain/cart.ts';
import { expire } from '../domain/expire.ts';
import type { CartsContext } from './carts-context.ts';

/** Name of the one reminder each cart has. */
export const idleReminder = 'idle';
/** A reminder whose work failed comes again after this. */
const againSeconds = 600;

/** Registers the reminder that ends an idle cart. Losing it costs nothing but time: the sweeper finds the cart. */
export function watchIdle(ctx: CartsContext, { cartId, expiresAt, readAt }: Cart): void {
  const dueSeconds = (expiresAt.getTime() - readAt.getTime()) / 1000;
  ctx.reminders.schedule(cartId, idleReminder, dueSeconds, againSeconds).catch((error: unknown) => {
    ctx.logger.warn({ err: error, cartId }, 'no reminder; the sweeper will end this cart');
  });
}

/** A reminder has fired: ends the cart when it is due, else reminds again when it may be. */
export async function onIdleReminder(ctx: CartsContext, cartId: CartId): Promise<void> {
  await expireCart(ctx, cartId);
  const cart = await ctx.carts.load({ cartId });
  if (cart?.status === 'open' || cart?.status === 'checkout') watchIdle(ctx, cart);
  else await ctx.reminders.cancel(cartId, idleReminder);
}

/** Ends a cart that nobody has touched for long; a no-op for any other. */
export async function expireCart(ctx: CartsContext, cartId: CartId): Promise<void> {
  await ctx.carts.update({ cartId }, (cart) => (cart === undefined ? undefined : expire(cart)));
}

/** The backstop of the reminders. True when there may be more. */
export async function sweepIdleCarts(ctx: CartsContext, limit = 100): Promise<boolean> {
  const due = await ctx.carts.expired(limit);
  for (const cartId of due) await expireCart(ctx, cartId);
  return due.length === limit;
}
