import type { Money, ProductId, PromotionId, PromotionRule } from '@arcade/contracts';

export interface Promotion {
  readonly promotionId: PromotionId;
  readonly code: string;
  readonly description: string;
  readonly rule: PromotionRule;
  readonly scope: { readonly productIds: readonly ProductId[]; readonly categories: readonly string[] };
  readonly minimumSubtotal: Money | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly usageLimit: number | null;
  readonly usageLimitPerUser: number | null;
  readonly stackable: boolean;
  readonly active: boolean;
  /** Uses that are reserved or made. */
  readonly timesUsed: number;
  readonly createdAt: Date;
}

/** A promotion on a cart; uses by the order that locks this very cart are not counted. */
export interface AppliedPromotion extends Promotion {
  readonly timesUsedByUser: number;
}

/** Why a code cannot be used by this shopper at this time, whatever is in the cart. */
export function whyUnusable(promotion: AppliedPromotion, now: Date): string | undefined {
  const { active, startsAt, endsAt, usageLimit, usageLimitPerUser, timesUsed, timesUsedByUser } = promotion;
  if (!active) return 'This code is not active';
  if (startsAt !== null && startsAt > now) return 'This code is not valid yet';
  if (endsAt !== null && endsAt <= now) return 'This code has ended';
  if (usageLimit !== null && timesUsed >= usageLimit) return 'This code has been used up';
  if (usageLimitPerUser !== null && timesUsedByUser >= usageLimitPerUser) return 'You have used this code already';
  return undefined;
}

/** Another order got the last use of a code between pricing and locking. */
export class PromotionExhausted extends Error {
  override readonly name = 'PromotionExhausted';
  readonly code: string;

  constructor(code: string) {
    super(`No use of ${code} is left`);
    this.code = code;
  }
}
