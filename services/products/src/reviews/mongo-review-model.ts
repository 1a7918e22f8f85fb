import { Schema, type Connection, type Model } from 'mongoose';
import type { OrderId, ProductId, ReviewId, UserId } from '@arcade/contracts';
import { reviewFields } from '../products/mongo-product-model.ts';
import type { StoredReview } from '../products/product.ts';
import type { Review } from './review.ts';
import type { NewReport, Report } from './review-repository.ts';

/** Older versions of this service knew none of these; what they wrote everybody sees. */
type Newer = 'verifiedPurchase' | 'status' | 'hiddenReason' | 'version' | 'openReports';
export type ReviewDocument = Omit<Review, 'reviewId' | Newer> &
  Partial<Pick<Review, Newer>> & { readonly _id: Review['reviewId'] };

/** Replica of an account's name; `reviews` is written by every review, so that it and a new name take turns. */
export interface AuthorDocument {
  readonly _id: UserId;
  readonly name: string | null;
  readonly version: number;
  readonly reviews: number;
}

/** Replica: that somebody has bought a product with an order, and with which version of the order that became so or not. */
export interface PurchaseDocument {
  readonly _id: string;
  readonly orderId: OrderId;
  readonly userId: UserId;
  readonly productId: ProductId;
  readonly bought: boolean;
  readonly version: number;
}

/** One for each person and review; of the newest version that the person has reported. */
export type ReportDocument = NewReport & Report & { readonly _id: string; readonly reviewVersion: number };

const text = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const options = { versionKey: false, strict: 'throw' } as const;
const { reviewId: ownId, ...fields } = reviewFields;

const reviewSchema = new Schema(
  {
    _id: ownId,
    productId: text,
    ...fields,
    status: { type: String, default: 'published' },
    hiddenReason: { type: String, default: null },
    version: { type: Number, default: 1 },
    openReports: { type: Number, default: 0 },
  },
  options,
)
  .set('collection', 'reviews')
  .index({ productId: 1, createdAt: -1, _id: -1 })
  .index({ status: 1, createdAt: -1, _id: -1 })
  .index({ openReports: 1 }, { partialFilterExpression: { openReports: { $gt: 0 } } })
  .index({ userId: 1 });

const authorSchema = new Schema(
  { _id: text, name: { type: String, default: null }, version: whole, reviews: whole },
  options,
).set('collection', 'authors');

const purchaseSchema = new Schema(
  {
    _id: text,
    orderId: text,
    userId: text,
    productId: text,
    bought: { type: Boolean, required: true },
    version: whole,
  },
  options,
)
  .set('collection', 'purchases')
  .index({ userId: 1, productId: 1 });

const reportSchema = new Schema(
  {
    _id: text,
    reviewId: text,
    productId: text,
    userId: text,
    reason: text,
    note: { type: String, default: '' },
    reportedAt: { type: Date, required: true },
    reviewVersion: whole,
  },
  options,
)
  .set('collection', 'review_reports')
  .index({ userId: 1, reportedAt: 1 })
  .index({ reviewId: 1, reportedAt: -1 });

export async function reviewModels(connection: Connection) {
  const models = {
    reviews: connection.model('Review', reviewSchema) as unknown as Model<ReviewDocument>,
    authors: connection.model('Author', authorSchema) as unknown as Model<AuthorDocument>,
    purchases: connection.model('Purchase', purchaseSchema) as unknown as Model<PurchaseDocument>,
    reports: connection.model('ReviewReport', reportSchema) as unknown as Model<ReportDocument>,
  };
  // Not in the first transaction: not every server creates collections in one.
  await Promise.all(Object.values(models).map((model) => model.createCollection()));
  await Promise.all(Object.values(models).map((model) => model.init()));
  return models;
}

export const reviewOf = ({ _id: reviewId, ...document }: ReviewDocument): Review => ({
  reviewId,
  ...document,
  verifiedPurchase: document.verifiedPurchase ?? false,
  status: document.status ?? 'published',
  hiddenReason: document.hiddenReason ?? null,
  version: document.version ?? 1,
  openReports: document.openReports ?? 0,
});

export const documentOf = ({ reviewId: _id, ...review }: Review): ReviewDocument => ({ _id, ...review });

/** What a product shows of a review. */
export const shownReview = (document: ReviewDocument): StoredReview => {
  const { reviewId, userId, authorName, rating, comments, verifiedPurchase, createdAt } = reviewOf(document);
  return { reviewId, userId, authorName, rating, comments, verifiedPurchase, createdAt };
};

/** Reviews that everybody sees, also those of before there was anything else. */
export const published = { status: { $in: ['published', null] } } as const;

export const reportId = (reviewId: ReviewId, userId: UserId): string => `${reviewId}:${userId}`;
export const purchaseId = (orderId: OrderId, productId: ProductId): string => `${orderId}:${productId}`;
