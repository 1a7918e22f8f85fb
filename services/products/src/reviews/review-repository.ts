import type { ProductId, ReportReason, ReviewId, UserId } from '@arcade/contracts';
import type { IfMatch } from '@arcade/service-defaults';
import type { StoredReview } from '../products/product.ts';
import type { Review, ReviewPolicy, Said, Verdict } from './review.ts';

export interface PageOf {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

export interface NewReport {
  readonly reviewId: ReviewId;
  readonly productId: ProductId;
  readonly userId: UserId;
  readonly reason: ReportReason;
  readonly note: string;
}

export type Report = Pick<NewReport, 'reason' | 'note'> & { readonly reportedAt: Date };

/** What administrators look at. */
export type ReviewState = 'pending' | 'reported' | 'hidden';

/** Reviews, and what products show of them: rating and newest reviews change in the same transaction. */
export interface ReviewRepository {
  /**
   * Writes a customer's review of a product in place of an earlier one.
   * @throws DomainError not-found when the product is not in the catalogue; purchase-required
   */
  put(said: Said, policy: ReviewPolicy): Promise<Review>;
  findOwn(productId: ProductId, userId: UserId): Promise<Review | undefined>;
  hasBought(productId: ProductId, userId: UserId): Promise<boolean>;
  /** @throws DomainError not-found for what is not there, or somebody else's */
  remove(reviewId: ReviewId, productId: ProductId, userId: UserId): Promise<void>;
  /** A person's second report of what they have reported changes nothing. @throws DomainError not-found, forbidden, rate-limited */
  report(report: NewReport, mostADay: number): Promise<void>;
  /** @throws DomainError not-found; etag-mismatch when its author has changed it since */
  judge(reviewId: ReviewId, productId: ProductId, ifMatch: IfMatch, verdict: Verdict): Promise<Review>;
  /** Those that everybody sees, newest first. @throws DomainError invalid-cursor */
  list(productId: ProductId, page: PageOf): Promise<Page<StoredReview>>;
  /** Newest first, each with its latest reports. @throws DomainError invalid-cursor */
  listByState(state: ReviewState, page: PageOf): Promise<Page<Review & { readonly reports: readonly Report[] }>>;
}
