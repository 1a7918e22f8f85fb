import { DomainError, type Money, type OrderId, type Quote, type UserId } from '@arcade/contracts';
import { currencyOf, isForSale, type Cart, type ReplicaProduct } from './cart.ts';
import { isTooDear } from './cart-limits.ts';
import type { CartDecision } from './change-cart.ts';
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

/** @throws DomainError product-not-available, currency-mismatch, cart-full: the shopper has to change the cart first */
export function requireForSale(cart: Cart): void {
  const off = cart.lines.filter(({ product }) => product.status !== 'approved');
  if (off.length > 0) {
    const productIds = off.map(({ productId }) => productId);
    throw new DomainError('product-not-available', `${off[0]?.product.name} is not for sale`, { productIds });
  }
  if (cart.lines.some((line) => !isForSale(line, currencyOf(cart, '')))) throw new DomainError('currency-mismatch');
  if (isTooDear(cart.lines)) throw new DomainError('cart-full', 'The cart is worth more than an order can be');
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
  const uses = priced.codes.filter(({ problem }) => problem === null).map(({ promotion }) => promotion);
  const lockedUntil = new Date(cart.readAt.getTime() + terms.leaseMs);
  return { cart: { ...cart, status: 'checkout', orderId, lockedUntil, quote: quoteOf(cart, priced, uses) } };
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
