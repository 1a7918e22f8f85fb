import type { PromotionRule } from '@arcade/contracts';
import { aPromotion } from './cart-samples.fixture.ts';
import type { PriceableLine } from './discounts.ts';
import { priceCart, type PricedCart } from './price-cart.ts';
import type { AppliedPromotion } from './promotion.ts';
import type { ShippingRate } from './shipping.ts';

export const now = new Date('2026-05-01T12:00:00Z');
export const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const line = (n: number, unitPrice: number, quantity = 1, categories: string[] = []): PriceableLine => ({
  productId: idOf(n),
  unitPrice,
  quantity,
  categories,
});

export const promotion = (code: string, rule: PromotionRule, terms: Partial<AppliedPromotion> = {}): AppliedPromotion =>
  aPromotion({ code, rule, ...terms });

export const usd = (amount: number) => ({ amount, currencyCode: 'USD' });
export const tenPercent: PromotionRule = { type: 'percentage', basisPoints: 1000 };

export const priced = (
  lines: readonly PriceableLine[],
  promotions: readonly AppliedPromotion[] = [],
  shippingRate?: ShippingRate,
): PricedCart => priceCart({ currencyCode: 'USD', lines, promotions, shippingRate, now });
