import { Schema, type Connection, type Model } from 'mongoose';
import type { ProductId, UserId } from '@arcade/contracts';
import { reviewFields } from '../products/mongo-product-model.ts';
import type { StoredReview } from '../products/product.ts';

export interface ReviewDocument extends Omit<StoredReview, 'reviewId'> {
  readonly _id: StoredReview['reviewId'];
  readonly productId: ProductId;
}

/** Replica of an account's name; `reviews` is written by every review, so that it and a new name take turns. */
export interface AuthorDocument {
  readonly _id: UserId;
  readonly name: string | null;
  readonly version: number;
  readonly reviews: number;
}

const { reviewId: _id, ...fields } = reviewFields;
const options = { versionKey: false, strict: 'throw' } as const;

const reviewSchema = new Schema({ _id, productId: { type: String, required: true }, ...fields }, options)
  .set('collection', 'reviews')
  .index({ productId: 1, createdAt: -1, _id: -1 })
  .index({ userId: 1 });

const authorSchema = new Schema(
  {
    _id,
    name: { type: String, default: null },
    version: { type: Number, required: true },
    reviews: { type: Number, required: true },
  },
  options,
).set('collection', 'authors');

export async function reviewModels(connection: Connection) {
  const reviews = connection.model('Review', reviewSchema) as unknown as Model<ReviewDocument>;
  const authors = connection.model('Author', authorSchema) as unknown as Model<AuthorDocument>;
  // Not in the first transaction: not every server creates collections in one.
  await Promise.all([reviews.createCollection(), authors.createCollection()]);
  await Promise.all([reviews.init(), authors.init()]);
  return { reviews, authors };
}

export function storedReview({ _id: reviewId, productId: _productId, ...review }: ReviewDocument): StoredReview {
  return { reviewId, ...review };
}
