import * as z from 'zod';
import { endpoint } from '../endpoint.ts';
import { ProductId, ReviewId, UserId } from '../ids.ts';
import { pageOf, PageQuery } from '../paging.ts';
import { lines } from '../text.ts';
import { Timestamp } from '../times.ts';

export const Review = z
  .object({
    reviewId: ReviewId,
    userId: UserId,
    authorName: z.string(),
    rating: z.int().min(1).max(5),
    comments: z.string(),
    /** Whether its author has bought the product here. */
    verifiedPurchase: z.boolean(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Review' });
export type Review = z.infer<typeof Review>;

/** Everybody sees what is `published`; `pending` waits for an administrator, and `hidden` one has taken down. */
export const ReviewStatus = z.enum(['published', 'pending', 'hidden']).meta({ id: 'ReviewStatus' });
export type ReviewStatus = z.infer<typeof ReviewStatus>;

/** A review as its author sees it. */
export const OwnReview = Review.extend({
  status: ReviewStatus,
  /** Why it was hidden. */
  hiddenReason: z.string().optional(),
}).meta({ id: 'OwnReview' });
export type OwnReview = z.infer<typeof OwnReview>;

export const ReportReason = z
  .enum(['spam', 'offensive', 'personal-data', 'not-about-product', 'other'])
  .meta({ id: 'ReportReason' });
export type ReportReason = z.infer<typeof ReportReason>;

/** A review as administrators see it. */
export const ModeratedReview = OwnReview.extend({
  productId: ProductId,
  /** Of what its author says; the ETag that a decision names. */
  version: z.int().positive(),
  /** Reports that no administrator has answered. */
  openReports: z.int().nonnegative(),
  /** The latest ten. */
  reports: z.array(z.object({ reason: ReportReason, note: z.string(), reportedAt: Timestamp })),
}).meta({ id: 'ModeratedReview' });

const byProduct = z.strictObject({ productId: ProductId });
const byReview = z.strictObject({ productId: ProductId, reviewId: ReviewId });
const Reason = lines(1000, { min: 3 });

/** Reviews of products; products' own operations take them in. */
export const reviewOperations = {
  listReviews: endpoint({
    method: 'GET',
    path: '/products/{productId}/reviews',
    summary: 'Published reviews, newest first',
    access: 'public',
    rateClass: 'read',
    params: byProduct,
    query: PageQuery,
    responses: { 200: pageOf(Review) },
  }),
  reviewProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/reviews',
    summary: 'Review a product that I have bought; one per customer, a second replaces the first',
    access: 'customer',
    params: byProduct,
    body: z.strictObject({ rating: z.int().min(1).max(5), comments: lines(2000, { min: 0 }) }),
    responses: { 201: OwnReview },
    problems: ['forbidden', 'purchase-required'],
  }),
  getMyReview: endpoint({
    method: 'GET',
    path: '/products/{productId}/reviews/mine',
    summary: 'My review of a product, and whether I may write one',
    access: 'customer',
    rateClass: 'read',
    params: byProduct,
    responses: {
      200: z.object({
        mayReview: z.boolean(),
        /** Why not. */
        reason: z.enum(['own-product', 'purchase-required']).nullable(),
        review: OwnReview.nullable(),
      }),
    },
  }),
  deleteReview: endpoint({
    method: 'DELETE',
    path: '/products/{productId}/reviews/{reviewId}',
    summary: 'Delete my review',
    access: 'customer',
    params: byReview,
    responses: { 204: null },
  }),
  reportReview: endpoint({
    method: 'POST',
    path: '/products/{productId}/reviews/{reviewId}/reports',
    summary: 'Tell the shop that a review should not be there; once per person',
    access: 'customer',
    params: byReview,
    body: z.strictObject({ reason: ReportReason, note: lines(500, { min: 0 }).default('') }),
    responses: { 202: null },
    problems: ['forbidden'],
  }),
  listReviewsByState: endpoint({
    method: 'GET',
    path: '/products/reviews',
    summary: 'Reviews that wait for approval, were reported or are hidden, newest first',
    access: 'admin',
    query: PageQuery.extend({ state: z.enum(['pending', 'reported', 'hidden']).default('pending') }),
    responses: { 200: pageOf(ModeratedReview) },
  }),
  showReview: endpoint({
    method: 'POST',
    path: '/products/{productId}/reviews/{reviewId}/show',
    summary: 'Publish the review that was read; its reports are answered',
    access: 'admin',
    audit: { action: 'review.shown', subject: 'reviewId' },
    ifMatch: true,
    params: byReview,
    responses: { 200: ModeratedReview },
    headers: ['etag'],
  }),
  hideReview: endpoint({
    method: 'POST',
    path: '/products/{productId}/reviews/{reviewId}/hide',
    summary: 'Hide the review that was read, with a reason for its author; it counts no more',
    access: 'admin',
    audit: { action: 'review.hidden', subject: 'reviewId' },
    ifMatch: true,
    params: byReview,
    body: z.strictObject({ reason: Reason }),
    responses: { 200: ModeratedReview },
    headers: ['etag'],
  }),
} as const;
