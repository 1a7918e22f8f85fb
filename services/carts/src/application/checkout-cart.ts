import type { CartId, OrderId, ProductId, Quote } from '@arcade/contracts';
import type { Cart, ReplicaProduct } from '../domain/cart.ts';
import { dropEnded, type CartDecision } from '../domain/change-cart.ts';
import {
  cartChanged,
  lockForOrder,
  quoteFor,
  requireForSale,
  withProducts,
  type CheckoutRequest,
} from '../domain/checkout.ts';
import { releaseLease } from '../domain/follow-order.ts';
import { PromotionExhausted } from '../domain/promotion.ts';
import { unlessLocked } from './ask-order.ts';
import type { CartsContext } from './carts-context.ts';
import { holdStock, settleHolds } from './hold-stock.ts';

type Products = ReadonlyMap<ProductId, ReplicaProduct>;

/**
 * Gives a cart at products' own prices to an order, which has the lease's time to be placed. A replay for the same order
 * gives the same quote.
 * @throws DomainError not-found, cart-locked, cart-changed, cart-empty, product-not-available, dependency-unavailable
 */
export const checkoutCart = (ctx: CartsContext, cartId: CartId, request: CheckoutRequest): Promise<Quote> =>
  unlessLocked(ctx, { cartId }, () => checkout(ctx, cartId, request));

async function checkout(ctx: CartsContext, cartId: CartId, request: CheckoutRequest): Promise<Quote> {
  const cart = await ctx.carts.load({ cartId });
  const given = quoteFor(cart, request);
  if (given !== undefined || cart === undefined) return given as Quote;
  const products = await authoritative(ctx, cart);
  await dropWhatEnded(ctx, cart, products);
  return await lock(ctx, await settleHolds(ctx, cart), request, products);
}

async function authoritative(ctx: CartsContext, { lines }: Cart): Promise<Products> {
  const products = await ctx.resolveProducts(lines.map(({ productId }) => productId));
  const known = new Map(lines.map(({ productId, product }) => [productId, product]));
  const newer = products.filter(({ productId, version }) => version > (known.get(productId)?.version ?? 0));
  if (newer.length > 0) await ctx.replica.keep(newer);
  return new Map(products.map((product) => [product.productId, product]));
}

/** A product that is gone must not stand in the way for ever: it drops out, and the shopper looks at the rest. */
async function dropWhatEnded(ctx: CartsContext, cart: Cart, products: Products): Promise<void> {
  const gone = new Set(cart.lines.map(({ productId }) => productId).filter((productId) => !products.has(productId)));
  const drop = (found: Cart) => dropEnded(withProducts(found, products), gone);
  if (drop(cart) === undefined) return;
  const updated = await ctx.carts.update({ cartId: cart.cartId }, drop);
  if (updated.cart.holdsDue) await holdStock(ctx, updated.cart);
  throw cartChanged(updated.cart);
}

async function lock(ctx: CartsContext, cart: Cart, request: CheckoutRequest, products: Products): Promise<Quote> {
  const { leaseMs, shippingRates, shopCurrency } = ctx.settings;
  const exhausted = new Set<string>();
  const decide = (found: Cart): CartDecision | undefined => {
    if (quoteFor(found, request) !== undefined) return undefined;
    const current = withProducts(found, products);
    requireForSale(current);
    return lockForOrder(current, request.orderId, { leaseMs, rates: shippingRates, shopCurrency, exhausted });
  };
  for (;;) {
    try {
      const { cart: locked } = await ctx.carts.update({ cartId: cart.cartId }, decide, { known: cart });
      await ctx.failpoints.hit('carts.after-checkout');
      return quoteFor(locked, request) as Quote;
    } catch (error) {
      // Its total without this code is for orders to compare with what the shopper expects.
      if (!(error instanceof PromotionExhausted) || exhausted.has(error.code)) throw error;
      exhausted.add(error.code);
    }
  }
}

/** Unlocks a cart whose order was not placed; a no-op for any other order. */
export async function releaseCheckout(ctx: CartsContext, cartId: CartId, orderId: OrderId): Promise<void> {
  await ctx.carts.update({ cartId }, (cart) => releaseLease(cart, orderId));
}
