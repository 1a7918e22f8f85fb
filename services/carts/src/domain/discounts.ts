import type { ProductId } from '@arcade/contracts';
import { allocate, percentageOf } from '@arcade/money';
import type { Promotion } from './promotion.ts';
import { shippingOf, type ShippingRate } from './shipping.ts';

export interface PriceableLine {
  readonly productId: ProductId;
  readonly unitPrice: number;
  readonly quantity: number;
  readonly categories: readonly string[];
}

/** What promotions have taken so far, one after another. */
export interface Taking {
  /** What is left to pay of each line. */
  readonly left: readonly number[];
  /** What each code has taken off the goods. */
  readonly taken: ReadonlyMap<string, number>;
  /** The code that makes shipping free. */
  readonly shippingCode: string | undefined;
}

/** A cart with its promotions taken off. */
export interface Discounted {
  readonly left: readonly number[];
  readonly shipping: number;
  /** What each code has taken off, shipping included. */
  readonly taken: ReadonlyMap<string, number>;
}

const ranks = { 'buy-x-get-y': 0, percentage: 1, fixed: 2, 'free-shipping': 3 } as const;

/** The order in which promotions take effect does not depend on the order in which codes were entered. */
export const inOrderOfEffect = <Kind extends Promotion>(promotions: readonly Kind[]): readonly Kind[] =>
  promotions.toSorted((a, b) => ranks[a.rule.type] - ranks[b.rule.type] || (a.code < b.code ? -1 : 1));

export const isInScope = ({ scope }: Promotion, line: PriceableLine): boolean =>
  (scope.productIds.length === 0 && scope.categories.length === 0) ||
  scope.productIds.includes(line.productId) ||
  line.categories.some((category) => scope.categories.includes(category));

export const start = (lines: readonly PriceableLine[]): Taking => ({
  left: lines.map(({ unitPrice, quantity }) => unitPrice * quantity),
  taken: new Map(),
  shippingCode: undefined,
});

/** One promotion more, on what those before it have left; the same taking when that is nothing. */
export function take(before: Taking, promotion: Promotion, lines: readonly PriceableLine[]): Taking {
  const { left, taken, shippingCode } = before;
  const { code, rule } = promotion;
  if (rule.type === 'free-shipping') {
    return shippingCode === undefined ? { left, taken, shippingCode: code } : before;
  }
  const off = takenOff(promotion, lines, left);
  const sum = sumOf(off);
  if (sum === 0) return before;
  const leftNow = left.map((amount, index) => amount - (off[index] ?? 0));
  return { left: leftNow, taken: new Map(taken).set(code, sum), shippingCode };
}

/** Adds shipping, which depends on what is left of the goods. */
export function finish(
  { left, taken, shippingCode }: Taking,
  lines: readonly PriceableLine[],
  rate: ShippingRate | undefined,
): Discounted {
  const units = sumOf(lines.map(({ quantity }) => quantity));
  const shipping = shippingOf(rate, sumOf(left), units);
  if (shippingCode === undefined || shipping === 0) return { left, shipping, taken };
  return { left, shipping: 0, taken: new Map(taken).set(shippingCode, shipping) };
}

/** Takes promotions off one after another, in their order of effect. */
export const discount = (
  lines: readonly PriceableLine[],
  promotions: readonly Promotion[],
  rate: ShippingRate | undefined,
): Discounted =>
  finish(
    inOrderOfEffect(promotions).reduce((taking, promotion) => take(taking, promotion, lines), start(lines)),
    lines,
    rate,
  );

export const toPay = ({ left, shipping }: Discounted): number => sumOf(left) + shipping;

/** What one promotion takes off each line; never more than is left of it. */
function takenOff(promotion: Promotion, lines: readonly PriceableLine[], left: readonly number[]): readonly number[] {
  const { rule } = promotion;
  const weights = lines.map((line, index) => (isInScope(promotion, line) ? (left[index] ?? 0) : 0));
  switch (rule.type) {
    case 'percentage':
      return allocate(percentageOf(sumOf(weights), rule.basisPoints), weights);
    case 'fixed':
      return allocate(Math.min(rule.amount.amount, sumOf(weights)), weights);
    case 'buy-x-get-y':
      return freeUnits(promotion, lines, rule).map((value, index) => Math.min(value, weights[index] ?? 0));
    case 'free-shipping':
      return lines.map(() => 0);
  }
}

/** Of every `buy + free` units in scope the cheapest `free` cost nothing. */
function freeUnits(
  promotion: Promotion,
  lines: readonly PriceableLine[],
  { buyQuantity, freeQuantity }: { readonly buyQuantity: number; readonly freeQuantity: number },
): readonly number[] {
  const inScope = lines.map((line, index) => ({ line, index })).filter(({ line }) => isInScope(promotion, line));
  const units = inScope.reduce((sum, { line }) => sum + line.quantity, 0);
  let free = Math.floor(units / (buyQuantity + freeQuantity)) * freeQuantity;
  const off = lines.map(() => 0);
  for (const { line, index } of inScope.toSorted((a, b) => a.line.unitPrice - b.line.unitPrice)) {
    const count = Math.min(free, line.quantity);
    off[index] = count * line.unitPrice;
    free -= count;
  }
  return off;
}

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
