import { cartTokenHeader, DomainError, type cartsApi } from '@arcade/contracts';
import type { ServiceHandlers } from '@arcade/messaging';
import { replayed, requestHash, type Idempotent } from '@arcade/service-defaults';
import { addToCart, type AddItem } from '../application/add-item.ts';
import type { CartsContext } from '../application/carts-context.ts';
import {
  acknowledgeCart,
  applyCodeToCart,
  extendCartHolds,
  removeCodeFromCart,
  removeItem,
  updateCart,
} from '../application/change-cart.ts';
import { checkoutCart, releaseCheckout } from '../application/checkout-cart.ts';
import { mergeCart } from '../application/merge-cart.ts';
import { openCart } from '../application/open-cart.ts';
import type { CartOwner } from '../domain/cart.ts';
import { guestOf, ownerOf, requireOwner } from './cart-owner.ts';
import { viewCart } from './cart-view.ts';
import type { NetworkHash } from './network-hash.ts';
import { promotionHandlers } from './promotion-routes.ts';

export type CartsHandlers = ServiceHandlers<typeof cartsApi>;

/** What the carts service answers; the log of events and dead letters are messaging's. */
export const cartsHandlers = (ctx: CartsContext, idempotent: Idempotent, networkHash: NetworkHash): CartsHandlers => ({
  ...shopperHandlers(ctx),
  addCartItem: addHandler(ctx, idempotent, networkHash),
  ...promotionHandlers(ctx),
  checkoutCart: async ({ params, body }) => ({ body: await checkoutCart(ctx, params.cartId, body) }),
  async releaseCheckout({ params, body }) {
    await releaseCheckout(ctx, params.cartId, body.orderId);
    return {};
  },
});

const shopperHandlers = (ctx: CartsContext) =>
  ({
    getCart: async (call) => ({ body: viewCart(await openCart(ctx, ownerOf(call)), ctx.settings) }),
    updateCart: async (call) => ({
      body: viewCart(await updateCart(ctx, requireOwner(call), call.body.items), ctx.settings),
    }),
    removeCartItem: async (call) => ({
      body: viewCart(await removeItem(ctx, requireOwner(call), call.params.productId), ctx.settings),
    }),
    extendHolds: async (call) => ({ body: viewCart(await extendCartHolds(ctx, requireOwner(call)), ctx.settings) }),
    acknowledgeCart: async (call) => ({
      body: viewCart(await acknowledgeCart(ctx, requireOwner(call)), ctx.settings),
    }),
    applyCode: async (call) => ({
      body: viewCart(await applyCodeToCart(ctx, requireOwner(call), call.body.code), ctx.settings),
    }),
    removeCode: async (call) => ({
      body: viewCart(await removeCodeFromCart(ctx, requireOwner(call), call.params.code), ctx.settings),
    }),
    async mergeCart(call) {
      const guest = guestOf(call.header(cartTokenHeader));
      if (guest === undefined) {
        throw new DomainError('invalid-request', `Name the guest's cart in the header ${cartTokenHeader}`);
      }
      return { body: viewCart(await mergeCart(ctx, call.identity.userId, guest), ctx.settings) };
    },
  }) satisfies Partial<CartsHandlers>;

const addHandler =
  (ctx: CartsContext, idempotent: Idempotent, networkHash: NetworkHash): CartsHandlers['addCartItem'] =>
  async (call) => {
    const { body, idempotencyKey: key } = call;
    const owner = ownerOf(call);
    const network = networkHash(call);
    if (key === undefined) return await added(ctx, { owner, network, ...body });
    const request = ['addCartItem', body];
    const command = { owner, network, ...body, request: { key, hash: requestHash(request) } };
    // A guest's first answer carries the token, of which only the hash may be stored.
    if (owner === undefined) return await added(ctx, command);
    return await idempotent({ userId: scopeOf(owner), key, request }, () => added(ctx, command));
  };

async function added(ctx: CartsContext, command: AddItem) {
  const { cart, guestToken, repeated } = await addToCart(ctx, command);
  const view = viewCart(cart, ctx.settings);
  return {
    status: guestToken === undefined ? 200 : 201,
    body: guestToken === undefined ? view : { ...view, guestToken },
    ...(repeated ? { headers: replayed } : {}),
  };
}

/** Whose keys these are: a guest's stored answer comes back only with the cart's token. */
const scopeOf = (owner: CartOwner): string => (owner.kind === 'user' ? owner.userId : `guest:${owner.tokenHash}`);
