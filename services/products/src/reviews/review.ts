import { DomainError, type ProductId, type ReviewStatus, type UserId } from '@arcade/contracts';
import type { StoredReview } from '../products/product.ts';

/** A review with where it stands. */
export interface Review extends StoredReview {
  readonly productId: ProductId;
  readonly verifiedPurchase: boolean;
  readonly status: ReviewStatus;
  /** Why an administrator has hidden it. */
  readonly hiddenReason: string | null;
  /** Of what its author says: who decides about it names what they have read. */
  readonly version: number;
  /** People who have reported this version and whom no administrator has answered. */
  readonly openReports: number;
}

export interface Said {
  readonly productId: ProductId;
  readonly userId: UserId;
  readonly rating: number;
  readonly comments: string;
}

/** What the shop does with a new review: show it, or wait for an administrator. */
export type ReviewPolicy = 'publish' | 'moderate';

export interface Writing {
  readonly said: Said;
  readonly reviewId: Review['reviewId'];
  readonly authorName: string | null;
  readonly hasBought: boolean;
  readonly policy: ReviewPolicy;
  readonly now: Date;
}

/**
 * The author's review in place of an earlier one. Who has changed one that was hidden or reported waits for an
 * administrator, whatever the policy; a change is no way around them.
 * @throws DomainError purchase-required
 */
export function writeReview(earlier: Review | undefined, writing: Writing): Review {
  const { said, reviewId, authorName, hasBought, policy, now } = writing;
  if (!hasBought && earlier === undefined) throw new DomainError('purchase-required');
  const isSame = earlier?.rating === said.rating && earlier.comments === said.comments;
  if (earlier !== undefined && isSame) return { ...earlier, verifiedPurchase: hasBought };
  const isDoubtful = earlier !== undefined && (earlier.status !== 'published' || earlier.openReports > 0);
  return {
    ...said,
    reviewId,
    authorName,
    verifiedPurchase: hasBought,
    createdAt: now,
    status: policy === 'moderate' || isDoubtful ? 'pending' : 'published',
    hiddenReason: null,
    version: (earlier?.version ?? 0) + 1,
    openReports: 0,
  };
}

export type Verdict = { readonly kind: 'show' } | { readonly kind: 'hide'; readonly reason: string };

/** What an administrator has decided about what they have read; every report of it is answered by that. */
export const judgeReview = (review: Review, verdict: Verdict): Review => ({
  ...review,
  status: verdict.kind === 'show' ? 'published' : 'hidden',
  hiddenReason: verdict.kind === 'show' ? null : verdict.reason,
  openReports: 0,
});

/** @throws DomainError not-found for what nobody sees; forbidden for one's own */
export function requireReportable(review: Review | undefined, reporter: UserId): Review {
  if (review?.status !== 'published') throw new DomainError('not-found');
  if (review.userId === reporter) throw new DomainError('forbidden', 'Nobody reports their own review');
  return review;
}
