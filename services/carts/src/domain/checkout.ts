import { DomainError, type Money, type OrderId, type Quote, type UserId } from '@arcade/contracts';
import { currencyOf, isForSale, type Cart, type ReplicaProduct } from './cart.ts';
import { changed, type CartDecision } from './change-cart.ts';
import { priceCart, type PricedCart } from './price-cart.ts';
import type { AppliedPromotion } from './promotion.ts';
import type { ShippingRates } from './shipping.ts';

export interface CheckoutRequest {
  readonly orderId: OrderId;
  readonly userId: UserId;
  readonly cartVersion: number;
}

/**
 * The quote that this order was given before, or undefined when the cart is ready for its first.
 * @throws DomainError not-found, cart-locked, cart-changed, cart-empty
 */
export function quoteFor(cart: Cart | undefined, request: CheckoutRequest): Quote | undefined {
  if (cart === undefined || cart.userId !== request.userId) throw new DomainError('not-found');
  const taken = cart.status === 'checkout' || cart.status === 'closed';
  if (taken && cart.orderId === request.orderId && cart.quote !== null) return cart.quote;
  if (cart.status === 'checkout') throw new DomainError('cart-locked', undefined, { orderId: cart.orderId });
  if (cart.status !== 'open' || cart.version !== request.cartVersion) throw cartChanged(cart);
  if (cart.lines.length === 0) throw new DomainError('cart-empty');
  return undefined;
}

export const cartChanged = ({ version }: Cart): DomainError =>
  new DomainError('cart-changed', undefined, { cartVersion: version });

/** Prices the lines that are for sale by what the given cart knows of their products. */
export function price(cart: Cart, rates: ShippingRates, shopCurrency: string): PricedCart & { currencyCode: string } {
  const currencyCode = currencyOf(cart, shopCurrency);
  const lines = cart.lines
    .filter((line) => isForSale(line, currencyCode))
    .map(({ productId, quantity, product }) => ({
      productId,
      quantity,
      unitPrice: product.price.amount,
      categories: product.categories,
    }));
  const shippingRate = rates.get(currencyCode);
  const priced = priceCart({ currencyCode, lines, promotions: cart.promotions, shippingRate, now: cart.readAt });
  return { ...priced, currencyCode };
}

/** The cart as products describes it at this moment. */
export const withProducts = (cart: Cart, products: ReadonlyMap<string, ReplicaProduct>): Cart => ({
  ...cart,
  lines: cart.lines.map((line) => ({ ...line, product: products.get(line.productId) ?? line.product })),
});

/** @throws DomainError product-not-available, currency-mismatch: the shopper has to take those lines out first */
export function requireForSale(cart: Cart): void {
  const off = cart.lines.filter(({ product }) => product.status !== 'approved');
  if (off.length > 0) {
    const productIds = off.map(({ productId }) => productId);
    throw new DomainError('product-not-available', `${off[0]?.product.name} is not for sale`, { productIds });
  }
  if (cart.lines.some((line) => !isForSale(line, currencyOf(cart, '')))) throw new DomainError('currency-mismatch');
}

export interface CheckoutTerms {
  readonly leaseMs: number;
  readonly rates: ShippingRates;
  readonly shopCurrency: string;
  /** Codes whose uses turned out to be gone. */
  readonly exhausted: ReadonlySet<string>;
}

/** Prices a cart and gives it to an order. Each code that takes something off counts as a use. */
export function lockForOrder(cart: Cart, orderId: OrderId, terms: CheckoutTerms): CartDecision {
  const promotions = cart.promotions.filter(({ code }) => !terms.exhausted.has(code));
  const priced = price({ ...cart, promotions }, terms.rates, terms.shopCurrency);
  const uses = priced.codes.filter(({ notApplied }) => notApplied === null).map(({ promotion }) => promotion);
  const lockedUntil = new Date(cart.readAt.getTime() + terms.leaseMs);
  return { cart: { ...cart, status: 'checkout', orderId, lockedUntil, quote: quoteOf(cart, priced, uses) }, uses };
}

function quoteOf(cart: Cart, priced: ReturnType<typeof price>, uses: readonly AppliedPromotion[]): Quote {
  const { currencyCode, discounts } = priced;
  const money = (amount: number): Money => ({ amount, currencyCode });
  return {
    cartId: cart.cartId,
    cartVersion: cart.version,
    lines: cart.lines.map(({ productId, quantity, product }) => ({
      productId,
      merchantId: product.merchantId,
      name: product.name,
      imageUrl: product.imageUrl,
      quantity,
      unitPrice: product.price,
      totalPrice: money(product.price.amount * quantity),
      discount: money(discounts.get(productId) ?? 0),
    })),
    codes: uses.map(({ code }) => code),
    totals: totalsOf(priced),
  };
}

export function totalsOf({ currencyCode, ...priced }: ReturnType<typeof price>): Quote['totals'] {
  const money = (amount: number): Money => ({ amount, currencyCode });
  return {
    subtotal: money(priced.subtotal),
    discount: money(priced.discount),
    shipping: money(priced.shipping),
    total: money(priced.total),
  };
}

/** The order was not placed: the same version can be ordered again. Undefined when it is not this order's lease. */
export function releaseLease(cart: Cart, orderId: OrderId): CartDecision | undefined {
  if (cart.status !== 'checkout' || cart.orderId !== orderId || cart.lockedUntil === null) return undefined;
  return { cart: unlocked(cart, orderId), giveBack: orderId, news: 'reopened' };
}

const unlocked = (cart: Cart, orderId: OrderId): Cart => ({
  ...cart,
  status: 'open',
  orderId: null,
  lockedUntil: null,
  lastOrderId: orderId,
  quote: null,
});

/** What orders says of the order that was placed from a cart. */
export interface OrderNews {
  readonly orderId: OrderId;
  readonly cartVersion: number;
  readonly kind: 'placed' | 'confirmed' | 'ended';
}

/** Events may be late, repeated or out of order; only what still fits the cart changes it. */
export function followOrder(cart: Cart, { orderId, cartVersion, kind }: OrderNews): CartDecision | undefined {
  const locks = cart.status === 'checkout' && cart.orderId === orderId;
  // Its lease ran out or it was given up, and nobody has changed the cart since.
  const lastOrder = cart.lastOrderId === null || cart.lastOrderId === orderId;
  const untouched = cart.status === 'open' && lastOrder && cart.version === cartVersion;
  switch (kind) {
    case 'placed':
      if (locks) return cart.lockedUntil === null ? undefined : { cart: { ...cart, lockedUntil: null } };
      return untouched ? { cart: { ...cart, status: 'checkout', orderId, lockedUntil: null } } : undefined;
    case 'confirmed': {
      // An expired order may still be paid for: the cart it gave back is bought after all.
      const givenBack = cart.status === 'open' && cart.lastOrderId === orderId && cart.version === cartVersion + 1;
      if (!locks && !untouched && !givenBack) return undefined;
      return { cart: changed(cart, { status: 'closed', orderId, lockedUntil: null }), holds: true, news: 'closed' };
    }
    case 'ended':
      if (!locks && !untouched) return undefined;
      // The order had taken over the holds; holding again is up to the shopper. No other order can have this version.
      return {
        cart: changed(unlocked(cart, orderId), { heldUntil: cart.readAt }),
        giveBack: orderId,
        news: 'reopened',
      };
  }
}

/** Nobody has touched it for long. */
export const expire = (cart: Cart): CartDecision | undefined =>
  cart.status === 'open' && cart.expiresAt <= cart.readAt
    ? { cart: changed(cart, { status: 'expired' }), holds: true, news: 'expired' }
    : undefined;
