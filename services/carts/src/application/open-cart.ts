import { newId } from '@arcade/service-defaults';
import type { CartId } from '@arcade/contracts';
import { emptyCart, isLiving, type Cart, type CartOwner } from '../domain/cart.ts';
import { isOwnedBy } from '../domain/change-cart.ts';
import { DomainError } from '@arcade/contracts';
import { withoutEndedOrder } from './ask-order.ts';
import type { CartRef } from './cart-repository.ts';
import type { CartsContext } from './carts-context.ts';

export const refOf = (owner: CartOwner): CartRef =>
  owner.kind === 'user' ? { userId: owner.userId } : { cartId: owner.cartId };

/** Of a guest who has none; nothing is stored until something is added. */
const nobodysCartId = '00000000-0000-0000-0000-000000000000' as CartId;

/** The cart to show: the owner's living one, or an empty one. @throws DomainError not-found for carts of others */
export async function openCart(ctx: CartsContext, owner: CartOwner | undefined): Promise<Cart> {
  const found = owner === undefined ? undefined : await ctx.carts.load(refOf(owner));
  const cart = found === undefined ? undefined : await withoutEndedOrder(ctx, found);
  if (owner?.kind === 'guest' && (cart === undefined || !isOwnedBy(cart, owner))) throw new DomainError('not-found');
  if (cart !== undefined && isLiving(cart)) {
    await putIdleTimeOff(ctx, cart);
    return cart;
  }
  if (owner?.kind === 'user') return await openUserCart(ctx, owner);
  const fields = { cartId: nobodysCartId, userId: null, guestTokenHash: null };
  return emptyCart(fields, await ctx.carts.now(), ctx.settings.guestIdleMs);
}

/** A user has a cart from the first time somebody asks for it. */
export async function openUserCart(ctx: CartsContext, owner: CartOwner & { kind: 'user' }): Promise<Cart> {
  const fields = { cartId: newId<CartId>(), userId: owner.userId, guestTokenHash: null };
  const cart = emptyCart(fields, await ctx.carts.now(), ctx.settings.userIdleMs);
  if (await ctx.carts.insert(cart)) return cart;
  const existing = await ctx.carts.load(refOf(owner));
  if (existing === undefined) throw new DomainError('overloaded', 'The cart was closed at this moment');
  return existing;
}

/** Reading is activity, but does not write every time. */
async function putIdleTimeOff(ctx: CartsContext, cart: Cart): Promise<void> {
  const idleMs = cart.userId === null ? ctx.settings.guestIdleMs : ctx.settings.userIdleMs;
  const left = cart.expiresAt.getTime() - cart.readAt.getTime();
  if (cart.status === 'open' && left < idleMs * 0.9) await ctx.carts.touch(cart.cartId);
}
