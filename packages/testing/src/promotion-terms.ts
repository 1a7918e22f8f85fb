import type { PromotionTerms } from '@arcade/contracts';

/** Ten per cent off everything, for everybody, at any time. */
export const promotionTerms = (overrides: Partial<PromotionTerms> = {}): PromotionTerms => ({
  code: 'TEN',
  description: 'Ten per cent',
  rule: { type: 'percentage', basisPoints: 1000 },
  scope: { productIds: [], categories: [] },
  minimumSubtotal: null,
  startsAt: null,
  endsAt: null,
  usageLimit: null,
  usageLimitPerUser: null,
  stackable: true,
  ...overrides,
});
