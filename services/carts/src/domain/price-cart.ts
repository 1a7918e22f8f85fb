import type { CodeProblem, ProductId } from '@arcade/contracts';
import { bestCodes, maximumCodes } from './best-codes.ts';
import { maximumTotal } from './cart-limits.ts';
import { discount, inOrderOfEffect, sumOf, toPay, type Discounted, type PriceableLine } from './discounts.ts';
import type { AppliedPromotion } from './promotion.ts';
import type { ShippingRate } from './shipping.ts';
import { whyUnfit, whyUnusable } from './why-not-applied.ts';

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
  /** Why it takes nothing; null when it does. */
  readonly problem: CodeProblem | null;
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

/**
 * Prices a cart. The same contents and codes give the same result, in whatever order they are given; no code makes it
 * dearer.
 */
export function priceCart({ currencyCode, lines: given, promotions, shippingRate, now }: PricingInput): PricedCart {
  const lines = given.toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
  const subtotal = sumOf(lines.map(({ unitPrice, quantity }) => unitPrice * quantity));
  const problems = new Map<string, CodeProblem>();
  const usable: AppliedPromotion[] = [];
  for (const promotion of inOrderOfEffect(promotions)) {
    const problem =
      whyUnusable(promotion, now) ??
      whyUnfit(promotion, lines, { amount: subtotal, currencyCode }) ??
      (subtotal > maximumTotal ? ({ code: 'takes-nothing' } as const) : undefined) ??
      (usable.length === maximumCodes ? ({ code: 'too-many-codes', maximum: maximumCodes } as const) : undefined);
    if (problem === undefined) usable.push(promotion);
    else problems.set(promotion.code, problem);
  }
  const chosen = bestCodes(lines, usable, shippingRate);
  const why = whyNotChosen(chosen, { currencyCode, lines, usable, shippingRate });
  const left = sumOf(chosen.left);
  return {
    discounts: new Map(
      lines.map((line, index) => [line.productId, line.unitPrice * line.quantity - (chosen.left[index] ?? 0)]),
    ),
    codes: promotions.map((promotion) => {
      const off = chosen.taken.get(promotion.code);
      if (off !== undefined) return { promotion, discount: off, problem: null };
      return { promotion, discount: 0, problem: problems.get(promotion.code) ?? why(promotion) };
    }),
    subtotal,
    discount: subtotal - left,
    shipping: chosen.shipping,
    total: left + chosen.shipping,
  };
}

interface Choice {
  readonly currencyCode: string;
  readonly lines: readonly PriceableLine[];
  readonly usable: readonly AppliedPromotion[];
  readonly shippingRate: ShippingRate | undefined;
}

/** Why a code that could be used is not among the best ones. */
function whyNotChosen(chosen: Discounted, { currencyCode, lines, usable, shippingRate }: Choice) {
  const best = usable.filter(({ code }) => chosen.taken.has(code));
  const payWith = (promotions: readonly AppliedPromotion[]) => discount(lines, promotions, shippingRate);
  return (promotion: AppliedPromotion): CodeProblem => {
    const nothing = { code: promotion.rule.type === 'free-shipping' ? 'shipping-is-free' : 'takes-nothing' } as const;
    const alone = payWith([promotion]);
    if (!alone.taken.has(promotion.code)) return nothing;
    const clashes = best.filter(({ stackable }) => !stackable || !promotion.stackable).map(({ code }) => code);
    const by =
      clashes.length > 0 ? toPay(alone) - toPay(payWith([])) : toPay(payWith([...best, promotion])) - toPay(chosen);
    if (by > 0) return { code: 'costs-more', by: { amount: by, currencyCode } };
    return clashes.length > 0 ? { code: 'not-combinable', with: clashes } : nothing;
  };
}
