import { DomainError, type CartProblem, type MergeLimit } from '@arcade/contracts';
import { currencyOf, isInCurrency, type CartLine, type ReplicaProduct } from './cart.ts';
import type { ShippingRates } from './shipping.ts';

/** Inventory takes this many lines of one cart, and so does an order. */
export const maximumLines = 100;
export const maximumQuantity = 999;
/** No order costs more with shipping, in minor units. */
export const maximumTotal = 9_000_000_000_000;
/** Older ones give way: they are for people to read. */
const maximumNotices = 50;

export interface Room {
  readonly quantity: number;
  /** What keeps it from the wanted quantity. */
  readonly limit?: Exclude<MergeLimit, 'out-of-stock'>;
}

/**
 * The quantity, at most the wanted one, that a product may have among these lines. Only growth is limited: what is there
 * already may stay and shrink, however the cart stands.
 */
export function roomFor(lines: readonly CartLine[], product: ReplicaProduct, wanted: number, ceiling: Ceiling): Room {
  const { productId, price, status } = product;
  const before = lines.find((line) => line.productId === productId)?.quantity ?? 0;
  if (wanted <= before) return { quantity: wanted };
  const currencyCode = currencyOf({ lines }, price.currencyCode);
  if (status !== 'approved') return { quantity: before, limit: 'not-for-sale' };
  if (price.currencyCode !== currencyCode) return { quantity: before, limit: 'other-currency' };
  if (before === 0 && lines.length >= maximumLines) return { quantity: 0, limit: 'too-many-products' };
  const others = lines.filter((line) => line.productId !== productId);
  const left = mostGoods(ceiling, currencyCode) - goodsOf(others, currencyCode);
  const affordable = price.amount === 0 ? wanted : Math.floor(left / price.amount);
  if (affordable < Math.min(wanted, maximumQuantity)) {
    return { quantity: Math.max(before, affordable), limit: 'too-dear' };
  }
  return wanted > maximumQuantity ? { quantity: maximumQuantity, limit: 'too-many-units' } : { quantity: wanted };
}

/** What the goods of a changed cart may cost: what an order can, or what they did before when that is more. */
export interface Ceiling {
  readonly rates: ShippingRates;
  readonly before: number;
}

export const ceilingOf = (before: readonly CartLine[], rates: ShippingRates): Ceiling => ({
  rates,
  before: goodsOf(before),
});

function mostGoods({ rates, before }: Ceiling, currencyCode: string): number {
  const rate = rates.get(currencyCode);
  // Where shipping can be free, it is for so dear a cart.
  const shipping = rate?.freeFrom === null ? rate.flat : 0;
  return Math.max(maximumTotal - shipping, before);
}

/** Whether the goods alone cost more than an order can, e.g. after a price has risen. */
export const isTooDear = (lines: readonly CartLine[]): boolean => goodsOf(lines) > maximumTotal;

const goodsOf = (lines: readonly CartLine[], currencyCode = currencyOf({ lines }, '')): number =>
  lines
    .filter((line) => isInCurrency(line, currencyCode))
    .reduce((sum, { quantity, product }) => sum + quantity * product.price.amount, 0);

/** @throws DomainError for a limit that a change would break */
export function requireRoom({ limit }: Room, { productId }: ReplicaProduct, lines: readonly CartLine[]): void {
  switch (limit) {
    case undefined:
      return;
    case 'not-for-sale':
      throw new DomainError('product-not-available', undefined, { productId });
    case 'other-currency':
      throw new DomainError('currency-mismatch', `Everything in this cart is priced in ${currencyOf({ lines }, '')}`);
    case 'too-many-products':
      throw new DomainError('cart-full', `A cart has at most ${maximumLines} products`, { limit });
    case 'too-many-units':
      throw new DomainError('cart-full', `A cart has at most ${maximumQuantity} units of a product`, { limit });
    case 'too-dear':
      throw new DomainError('cart-full', 'The cart is worth more than an order can be', { limit });
  }
}

/** Notices with newer ones, as many as are kept. */
export const withNotices = (before: readonly CartProblem[], more: readonly CartProblem[]): readonly CartProblem[] =>
  [...before, ...more].slice(-maximumNotices);
