import type { CodeProblem, Money } from '@arcade/contracts';
import { isInScope, type PriceableLine } from './discounts.ts';
import type { AppliedPromotion, Promotion } from './promotion.ts';

/** Why a code cannot be used by this shopper at this time, whatever is in the cart. */
export function whyUnusable(promotion: AppliedPromotion, now: Date): CodeProblem | undefined {
  const { active, startsAt, endsAt, usageLimit, usageLimitPerUser, timesUsed, timesUsedByUser } = promotion;
  if (!active) return { code: 'switched-off' };
  if (startsAt !== null && startsAt > now) return { code: 'not-started', startsAt: startsAt.toISOString() };
  if (endsAt !== null && endsAt <= now) return { code: 'ended', endedAt: endsAt.toISOString() };
  if (usageLimitPerUser !== null && timesUsedByUser >= usageLimitPerUser) {
    return { code: 'used-by-you', times: timesUsedByUser };
  }
  return usageLimit !== null && timesUsed >= usageLimit ? { code: 'used-up' } : undefined;
}

/** Why a code does not fit what is in the cart, whatever other codes there are. */
export function whyUnfit(
  promotion: Promotion,
  lines: readonly PriceableLine[],
  { amount: subtotal, currencyCode }: Money,
): CodeProblem | undefined {
  const { minimumSubtotal: minimum, rule } = promotion;
  for (const money of [minimum, rule.type === 'fixed' ? rule.amount : null]) {
    if (money !== null && money.currencyCode !== currencyCode) {
      return { code: 'other-currency', currencyCode: money.currencyCode };
    }
  }
  const units = lines.filter((line) => isInScope(promotion, line)).reduce((sum, { quantity }) => sum + quantity, 0);
  const nothing = { code: 'nothing-in-scope' } as const;
  if (units === 0 && lines.length > 0) return nothing;
  if (minimum !== null && subtotal < minimum.amount) {
    return { code: 'below-minimum', minimum, missing: { amount: minimum.amount - subtotal, currencyCode } };
  }
  if (units === 0) return nothing;
  if (rule.type !== 'buy-x-get-y') return undefined;
  const missing = rule.buyQuantity + rule.freeQuantity - units;
  return missing > 0 ? { code: 'more-units-needed', missing } : undefined;
}
