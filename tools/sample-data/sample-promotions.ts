import { cartsApi, type PromotionRule } from '@arcade/contracts';
import { ProblemError, type Client } from '@arcade/client';
import type { Catalogue } from './catalogue.ts';

/** Creates the promotion codes that do not exist yet. */
export async function loadPromotions(admin: Client, { promotions, currencyCode }: Catalogue): Promise<void> {
  const money = (amount: number) => ({ amount, currencyCode });
  for (const { rule, minimumSubtotal, ...promotion } of promotions) {
    const terms: PromotionRule = rule.type === 'fixed' ? { type: 'fixed', amount: money(rule.amount) } : rule;
    const body = {
      ...promotion,
      rule: terms,
      scope: { productIds: [], categories: [] },
      minimumSubtotal: minimumSubtotal === null ? null : money(minimumSubtotal),
      startsAt: null,
      endsAt: null,
      usageLimit: null,
      stackable: rule.type === 'free-shipping',
    };
    try {
      await admin.call(cartsApi.createPromotion, { body });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'already-exists') throw error;
    }
  }
}
