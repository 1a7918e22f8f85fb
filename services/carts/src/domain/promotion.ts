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

/** Another order got the last use of a code between pricing and locking. */
export class PromotionExhausted extends Error {
  override readonly name = 'PromotionExhausted';
  readonly code: string;

  constructor(code: string) {
    super(`No use of ${code} is left`);
    this.code = code;
  }
}
