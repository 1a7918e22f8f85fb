import type { EndpointAnswer, productsApi } from '@arcade/contracts';
import type { StoredReview } from '../products/product.ts';
import { namelessAuthor } from '../reviews/author-name.ts';
import type { Report } from '../reviews/review-repository.ts';
import type { Review } from '../reviews/review.ts';

type ReviewView = EndpointAnswer<typeof productsApi.listReviews>['items'][number];
type OwnView = EndpointAnswer<typeof productsApi.reviewProduct>;
type ModeratedView = EndpointAnswer<typeof productsApi.hideReview>;

export const viewReview = (review: StoredReview): ReviewView => ({
  reviewId: review.reviewId,
  userId: review.userId,
  authorName: review.authorName ?? namelessAuthor,
  rating: review.rating,
  comments: review.comments,
  verifiedPurchase: review.verifiedPurchase ?? false,
  createdAt: review.createdAt.toISOString(),
});

/** As its author sees it. */
export const viewOwn = (review: Review): OwnView => ({
  ...viewReview(review),
  status: review.status,
  ...(review.hiddenReason === null ? {} : { hiddenReason: review.hiddenReason }),
});

/** As administrators see it. */
export const viewModerated = (review: Review & { readonly reports: readonly Report[] }): ModeratedView => ({
  ...viewOwn(review),
  productId: review.productId,
  version: review.version,
  openReports: review.openReports,
  reports: review.reports.map(({ reason, note, reportedAt }) => ({
    reason,
    note,
    reportedAt: reportedAt.toISOString(),
  })),
});
