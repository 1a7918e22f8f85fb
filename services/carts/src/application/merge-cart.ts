import { DomainError, type UserId } from '@arcade/contracts';
import type { Cart, CartOwner } from '../domain/cart.ts';
import { isOwnedBy, requireOpen } from '../domain/change-cart.ts';
import { capMerged, mergeCarts, type MergedCarts } from '../domain/merge-carts.ts';
import { unlessLocked } from './ask-order.ts';
import type { CartsContext } from './carts-context.ts';
import { holdStock, settleHolds } from './hold-stock.ts';
import { openCart } from './open-cart.ts';

type Guest = CartOwner & { readonly kind: 'guest' };

/**
 * Moves a guest's cart into the user's, lines first and holds right after, without a moment in which others could take
 * the units. A replay changes nothing.
 * @throws DomainError not-found, cart-locked; dependency-unavailable while an earlier merge is not finished
 */
export async function mergeCart(ctx: CartsContext, userId: UserId, guest: Guest): Promise<Cart> {
  const user: CartOwner = { kind: 'user', userId };
  const before = await openCart(ctx, user);
  // The holds of the cart merged before come first: a cart takes over one other at a time.
  if (before.movesFrom !== null && before.movesFrom !== guest.cartId) await settleHolds(ctx, before);
  const merged = await unlessLocked(ctx, { userId }, () =>
    ctx.carts.merge(guest.cartId, userId, (guestCart, userCart) => decide(guestCart, userCart, guest, user, ctx)),
  );
  if (merged === undefined) return before;
  const held = await holdStock(ctx, merged);
  const { cart } = await ctx.carts.update({ userId }, (found) =>
    held.movesFrom === null ? capMerged(found, before.lines) : undefined,
  );
  return cart;
}

function decide(
  guestCart: Cart | undefined,
  userCart: Cart | undefined,
  guest: Guest,
  user: CartOwner & { readonly kind: 'user' },
  ctx: CartsContext,
): MergedCarts | undefined {
  if (guestCart === undefined || guestCart.guestTokenHash !== guest.tokenHash) throw new DomainError('not-found');
  if (guestCart.status === 'merged' && guestCart.userId === user.userId) return undefined;
  if (guestCart.status !== 'open' || !isOwnedBy(guestCart, guest)) throw new DomainError('not-found');
  return mergeCarts(requireOpen(userCart, user), guestCart, ctx.settings.mergePolicy, ctx.settings.shippingRates);
}
