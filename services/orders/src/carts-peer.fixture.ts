import {
  CartId,
  cartsApi,
  DomainError,
  type OrderId,
  type ProductId,
  type Quote,
  type UserId,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { noEvents, startPeer } from '@arcade/testing';

export interface CartLine {
  readonly productId: ProductId;
  readonly merchantId: UserId;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly discount?: number;
}

export interface PeerCart {
  readonly userId: UserId;
  readonly quote: Quote;
  version: number;
  lockedBy: OrderId | null;
}

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });

/** Carts as far as orders ask them: they price, lock for one order and unlock, and are told how orders end. */
export async function startCarts() {
  const carts = new Map<CartId, PeerCart>();
  const { checkoutCart, releaseCheckout, readCartEvents } = cartsApi;
  const app = await startPeer(
    { checkoutCart, releaseCheckout, readCartEvents },
    {
      async checkoutCart({ params, body }) {
        const cart = carts.get(params.cartId);
        if (cart?.userId !== body.userId) throw new DomainError('not-found');
        if (cart.lockedBy !== null && cart.lockedBy !== body.orderId) throw new DomainError('cart-locked');
        if (cart.version !== body.cartVersion)
          throw new DomainError('cart-changed', undefined, { cartVersion: cart.version });
        cart.lockedBy = body.orderId;
        return { body: { ...cart.quote, cartVersion: cart.version } };
      },
      async releaseCheckout({ params, body }) {
        const cart = carts.get(params.cartId);
        if (cart?.lockedBy === body.orderId) cart.lockedBy = null;
        return {};
      },
      readCartEvents: noEvents,
    },
  );
  return {
    ...app,
    carts,
    create(userId: UserId, lines: readonly CartLine[], shipping = 0): Quote {
      const quote = quoteOf(lines, shipping);
      carts.set(quote.cartId, { userId, quote, version: quote.cartVersion, lockedBy: null });
      return quote;
    },
    /** As if the order's event had come: unlocked, and never to be ordered again in this version. */
    unlock(cartId: CartId) {
      const cart = carts.get(cartId);
      if (cart !== undefined) cart.lockedBy = null;
    },
  };
}

function quoteOf(lines: readonly CartLine[], shipping: number): Quote {
  const subtotal = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const discount = lines.reduce((sum, line) => sum + (line.discount ?? 0), 0);
  return {
    cartId: newId<CartId>(),
    cartVersion: 3,
    lines: lines.map(({ productId, merchantId, quantity, unitPrice, discount: off = 0 }) => ({
      productId,
      merchantId,
      name: `Product ${productId.slice(-4)}`,
      imageUrl: null,
      quantity,
      unitPrice: usd(unitPrice),
      totalPrice: usd(unitPrice * quantity),
      discount: usd(off),
    })),
    codes: [],
    totals: {
      subtotal: usd(subtotal),
      discount: usd(discount),
      shipping: usd(shipping),
      total: usd(subtotal - discount + shipping),
    },
  };
}
