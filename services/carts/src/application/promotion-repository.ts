import type { PromotionId, UserId } from '@arcade/contracts';
import type { AppliedPromotion, Promotion } from '../domain/promotion.ts';

export interface PromotionPage {
  readonly items: readonly Promotion[];
  readonly nextCursor?: string;
}

export interface PromotionRepository {
  /** @throws DomainError already-exists */
  create(promotion: Omit<Promotion, 'createdAt' | 'timesUsed'>): Promise<Promotion>;
  /** @throws DomainError not-found */
  setActive(promotionId: PromotionId, active: boolean): Promise<Promotion>;
  /** Newest first. @throws DomainError invalid-cursor */
  list(filter: { readonly cursor?: string | undefined; readonly limit: number }): Promise<PromotionPage>;
  findByCode(code: string, userId: UserId | null): Promise<AppliedPromotion | undefined>;
}
