import { DomainError, ReviewId } from '@arcade/contracts';
import { cursorCodec, cursorTime, derivedId, type Clock } from '@arcade/service-defaults';
import type { ClientSession, Connection, QueryFilter } from 'mongoose';
import * as z from 'zod';
import type { Models } from '../mongo-models.ts';
import { shownReviews } from '../products/product.ts';
import { storedReview, type ReviewDocument } from './mongo-review-model.ts';
import type { NewReview, ReviewRepository } from './review-repository.ts';

export interface ReviewStores extends Models {
  readonly connection: Connection;
  readonly clock: Clock;
}

/** Newest first, ids break ties. */
const cursors = cursorCodec('reviews.v1', z.strictObject({ createdAt: cursorTime, reviewId: ReviewId }));

export const createMongoReviewRepository = (stores: ReviewStores): ReviewRepository => ({
  async put(review) {
    const session = await stores.connection.startSession();
    try {
      return storedReview(await session.withTransaction(() => put(stores, review, session)));
    } finally {
      await session.endSession();
    }
  },
  async list(productId, { cursor, limit }) {
    const filter = { productId, ...(cursor === undefined ? {} : before(cursor)) } as QueryFilter<ReviewDocument>;
    const found = await newestFirst(stores, filter, limit + 1);
    const items = found.slice(0, limit).map(storedReview);
    const last = items.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: cursors.encode({ createdAt: last.createdAt, reviewId: last.reviewId }) }
      : { items };
  },
});

async function put({ reviews, authors, products, clock }: ReviewStores, review: NewReview, session: ClientSession) {
  const { productId, userId, ...said } = review;
  // The product is written first: of two reviewers one waits here, before it has read what the other changes.
  const claimed = await products.updateOne(
    { _id: productId, status: 'approved' },
    { $inc: { reviewRevision: 1 } },
    { session },
  );
  if (claimed.matchedCount === 0) throw new DomainError('not-found');
  const author = await authors
    .findOneAndUpdate(
      { _id: userId },
      { $inc: { reviews: 1 }, $setOnInsert: { name: null, version: 0 } },
      { session, upsert: true, returnDocument: 'after' },
    )
    .lean();
  const reviewId = derivedId<ReviewId>('review', productId, userId);
  const written = { productId, userId, authorName: author.name, ...said, createdAt: clock.now() };
  const earlier = await reviews
    .findOneAndUpdate({ _id: reviewId }, { $set: written }, { session, upsert: true, returnDocument: 'before' })
    .lean<ReviewDocument | null>();
  const newest = await newestFirst({ reviews }, { productId }, shownReviews, session);
  await products.updateOne(
    { _id: productId },
    {
      $set: { reviews: newest.map(storedReview) },
      $inc: { 'rating.sum': said.rating - (earlier?.rating ?? 0), 'rating.count': earlier === null ? 1 : 0 },
    },
    { session },
  );
  return { _id: reviewId, ...written };
}

const newestFirst = async (
  { reviews }: Pick<ReviewStores, 'reviews'>,
  filter: QueryFilter<ReviewDocument>,
  limit: number,
  session?: ClientSession,
) =>
  await reviews
    .find(filter)
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .session(session ?? null)
    .lean<ReviewDocument[]>();

function before(cursor: string) {
  const { createdAt, reviewId } = cursors.decode(cursor);
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: reviewId } }] };
}
