import type { ProductId } from '@arcade/contracts';
import type { Cart, CartOwner } from '../domain/cart.ts';
import {
  acknowledge,
  applyCode,
  extendHolds,
  removeCode,
  requireOpen,
  setQuantities,
  type CartDecision,
} from '../domain/change-cart.ts';
import { unlessLocked } from './ask-order.ts';
import type { CartsContext } from './carts-context.ts';
import { holdStock } from './hold-stock.ts';
import { refOf } from './open-cart.ts';

type Change = (cart: Cart) => CartDecision | undefined;

/** Changes the owner's open cart and lets inventory follow. @throws DomainError not-found, cart-locked */
async function changeCart(ctx: CartsContext, owner: CartOwner, change: Change): Promise<Cart> {
  const ref = refOf(owner);
  const update = () => ctx.carts.update(ref, (found) => change(requireOpen(found, owner)));
  const { cart } = await unlessLocked(ctx, ref, update);
  return cart.holdsDue ? await holdStock(ctx, cart) : cart;
}

export const updateCart = (
  ctx: CartsContext,
  owner: CartOwner,
  items: readonly { readonly productId: ProductId; readonly quantity: number }[],
): Promise<Cart> => changeCart(ctx, owner, (cart) => setQuantities(cart, items, ctx.settings.shippingRates));

/** Removing what is not there is fine. */
export const removeItem = (ctx: CartsContext, owner: CartOwner, productId: ProductId): Promise<Cart> =>
  changeCart(ctx, owner, (cart) => setQuantities(cart, [{ productId, quantity: 0 }], ctx.settings.shippingRates));

export const extendCartHolds = (ctx: CartsContext, owner: CartOwner): Promise<Cart> =>
  changeCart(ctx, owner, extendHolds);

export const acknowledgeCart = (ctx: CartsContext, owner: CartOwner): Promise<Cart> =>
  changeCart(ctx, owner, acknowledge);

/** @throws DomainError code-not-applicable */
export async function applyCodeToCart(ctx: CartsContext, owner: CartOwner, code: string): Promise<Cart> {
  const promotion = await ctx.promotions.findByCode(code, owner.kind === 'user' ? owner.userId : null);
  return await changeCart(ctx, owner, (cart) => applyCode(cart, promotion));
}

export const removeCodeFromCart = (ctx: CartsContext, owner: CartOwner, code: string): Promise<Cart> =>
  changeCart(ctx, owner, (cart) => removeCode(cart, code.trim().toUpperCase()));
