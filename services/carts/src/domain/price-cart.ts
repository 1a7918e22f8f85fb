import type { ProductId } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { discount, inOrderOfEffect, isInScope, sumOf, type Discounted, type PriceableLine } from './discounts.ts';
import { whyUnusable, type AppliedPromotion } from './promotion.ts';
import type { ShippingRate } from './shipping.ts';

export interface PricingInput {
  readonly currencyCode: string;
  /** Only those for sale. */
  readonly lines: readonly PriceableLine[];
  readonly promotions: readonly AppliedPromotion[];
  readonly shippingRate: ShippingRate | undefined;
  readonly now: Date;
}

export interface CodeResult {
  readonly promotion: AppliedPromotion;
  /** What it takes off goods and shipping. */
  readonly discount: number;
  readonly notApplied: string | null;
}

/** All amounts in minor units. `total = subtotal − discount + shipping`; `discount` is the sum of the lines' shares. */
export interface PricedCart {
  readonly discounts: ReadonlyMap<ProductId, number>;
  readonly codes: readonly CodeResult[];
  readonly subtotal: number;
  readonly discount: number;
  readonly shipping: number;
  readonly total: number;
}

/** Prices a cart. The same contents and codes give the same result, in whatever order they are given. */
export function priceCart({ currencyCode, lines: given, promotions, shippingRate, now }: PricingInput): PricedCart {
  const lines = given.toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
  const subtotal = sumOf(lines.map(({ unitPrice, quantity }) => unitPrice * quantity));
  const reasons = new Map(
    promotions.map((promotion) => [
      promotion.code,
      whyUnusable(promotion, now) ?? whyUnfit(promotion, lines, subtotal, currencyCode),
    ]),
  );
  const usable = promotions.filter(({ code }) => reasons.get(code) === undefined);
  const chosen = bestCombination(lines, usable, shippingRate);
  const left = sumOf(chosen.left);
  return {
    discounts: new Map(
      lines.map((line, index) => [line.productId, line.unitPrice * line.quantity - (chosen.left[index] ?? 0)]),
    ),
    codes: promotions.map((promotion) => {
      const off = chosen.taken.get(promotion.code);
      const reason = reasons.get(promotion.code) ?? whyNothing(off);
      return { promotion, discount: off ?? 0, notApplied: reason ?? null };
    }),
    subtotal,
    discount: subtotal - left,
    shipping: chosen.shipping,
    total: left + chosen.shipping,
  };
}

function whyNothing(off: number | undefined): string | undefined {
  if (off === undefined) return 'This code cannot be combined with the others';
  return off === 0 ? 'This code takes nothing off at the moment' : undefined;
}

/** Why a code does not fit what is in the cart. */
function whyUnfit(
  promotion: AppliedPromotion,
  lines: readonly PriceableLine[],
  subtotal: number,
  currencyCode: string,
): string | undefined {
  const { minimumSubtotal: minimum, rule } = promotion;
  const otherCurrency =
    (minimum !== null && minimum.currencyCode !== currencyCode) ||
    (rule.type === 'fixed' && rule.amount.currencyCode !== currencyCode);
  if (otherCurrency) return 'This code is for another currency';
  if (minimum !== null && subtotal < minimum.amount)
    return `This code needs a cart of ${formatMoney(minimum, 'en-US')} or more`;
  if (!lines.some((line) => isInScope(promotion, line))) return 'Nothing in the cart is part of this offer';
  return undefined;
}

/** All stackable codes together, or one that stands alone: whatever the shopper pays least with. */
function bestCombination(
  lines: readonly PriceableLine[],
  usable: readonly AppliedPromotion[],
  rate: ShippingRate | undefined,
): Discounted {
  const alone = inOrderOfEffect(usable.filter(({ stackable }) => !stackable)).map((promotion) => [promotion]);
  const together = usable.filter(({ stackable }) => stackable);
  return [together, ...alone]
    .map((promotions) => discount(lines, promotions, rate))
    .reduce((best, next) => (toPay(next) < toPay(best) ? next : best));
}

const toPay = ({ left, shipping }: Discounted) => sumOf(left) + shipping;
