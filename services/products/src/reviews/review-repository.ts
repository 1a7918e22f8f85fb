import type { ProductId, UserId } from '@arcade/contracts';
import type { StoredReview } from '../products/product.ts';

export interface NewReview {
  readonly productId: ProductId;
  readonly userId: UserId;
  readonly rating: number;
  readonly comments: string;
}

export interface ReviewPage {
  readonly items: readonly StoredReview[];
  readonly nextCursor?: string;
}

/** Reviews, and what products show of them. */
export interface ReviewRepository {
  /**
   * Writes a customer's review of a product in place of an earlier one; the product's rating and newest reviews change in
   * the same transaction.
   * @throws DomainError not-found when the product is not in the catalogue
   */
  put(review: NewReview): Promise<StoredReview>;
  /** Newest first. @throws DomainError invalid-cursor */
  list(
    productId: ProductId,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<ReviewPage>;
}
