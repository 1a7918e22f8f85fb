import type { ProductId, UserId } from '@arcade/contracts';
import type { ClientSession, QueryFilter } from 'mongoose';
import type { Models } from '../mongo-models.ts';
import { shownReviews } from '../products/product.ts';
import { published, shownReview, type ReviewDocument } from './mongo-review-model.ts';

export type ReviewCollections = Pick<Models, 'products' | 'reviews' | 'purchases'>;

/**
 * Takes the product's turn: of two who change its reviews one waits here, before it has read what the other changes. False
 * when there is no such product.
 */
export async function claimReviews(
  { products }: Pick<Models, 'products'>,
  productId: ProductId,
  session: ClientSession,
  where: { readonly status?: 'approved' } = {},
): Promise<boolean> {
  const claimed = await products.updateOne({ _id: productId, ...where }, { $inc: { reviewRevision: 1 } }, { session });
  return claimed.matchedCount === 1;
}

/** Makes the product show what its reviews are now. They are counted anew, so that no mistake of the past stays. */
export async function showReviews(
  { products, reviews }: Pick<Models, 'products' | 'reviews'>,
  productId: ProductId,
  session: ClientSession,
): Promise<void> {
  const newest = await newestFirst(reviews, { productId, ...published }, shownReviews, session);
  const [total] = await reviews
    .aggregate<{ sum: number; count: number }>([
      { $match: { productId, ...published } },
      { $group: { _id: null, sum: { $sum: '$rating' }, count: { $sum: 1 } } },
    ])
    .session(session);
  const rating = { sum: total?.sum ?? 0, count: total?.count ?? 0 };
  await products.updateOne({ _id: productId }, { $set: { reviews: newest.map(shownReview), rating } }, { session });
}

export const newestFirst = async (
  reviews: Models['reviews'],
  filter: QueryFilter<ReviewDocument>,
  limit: number,
  session: ClientSession | null = null,
): Promise<ReviewDocument[]> =>
  await reviews.find(filter).sort({ createdAt: -1, _id: -1 }).limit(limit).session(session).lean<ReviewDocument[]>();

export const hasBought = async (
  { purchases }: Pick<Models, 'purchases'>,
  productId: ProductId,
  userId: UserId,
  session: ClientSession | null = null,
): Promise<boolean> => (await purchases.exists({ userId, productId, bought: true }).session(session)) !== null;
