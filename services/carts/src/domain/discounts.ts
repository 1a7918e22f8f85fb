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

/** Amounts while promotions take effect one after another. */
export interface Discounted {
  /** What is left to pay of each line. */
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

/** Takes promotions off one after another; each sees what those before it have left. */
export function discount(
  lines: readonly PriceableLine[],
  promotions: readonly Promotion[],
  rate: ShippingRate | undefined,
): Discounted {
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const taken = new Map<string, number>();
  let left: readonly number[] = lines.map(({ unitPrice, quantity }) => unitPrice * quantity);
  for (const promotion of inOrderOfEffect(promotions)) {
    const off = takenOff(promotion, lines, left);
    taken.set(promotion.code, sumOf(off));
    left = left.map((amount, index) => amount - (off[index] ?? 0));
  }
  const shipping = shippingOf(rate, sumOf(left), units);
  const free = inOrderOfEffect(promotions).find(
    (promotion) => promotion.rule.type === 'free-shipping' && lines.some((line) => isInScope(promotion, line)),
  );
  if (free === undefined || shipping === 0) return { left, shipping, taken };
  return { left, shipping: 0, taken: taken.set(free.code, shipping) };
}

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
  for (const { line, index } of inScope.toSorted((a, b) => a.line.unitPrice - b.line.unitPrice || a.index - b.index)) {
    const count = Math.min(free, line.quantity);
    off[index] = count * line.unitPrice;
    free -= count;
  }
  return off;
}

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
