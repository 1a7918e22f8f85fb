import { DomainError, ReviewId } from '@arcade/contracts';
import { cursorCodec, cursorTime, derivedId, etagOf, requireMatch, type Clock } from '@arcade/service-defaults';
import type { ClientSession, Connection, QueryFilter } from 'mongoose';
import * as z from 'zod';
import type { Models } from '../mongo-models.ts';
import { documentOf, published, reviewOf, shownReview, type ReviewDocument } from './mongo-review-model.ts';
import { reportReview, reportsOf } from './mongo-reports.ts';
import type { Page, PageOf, ReviewRepository, ReviewState } from './review-repository.ts';
import { judgeReview, writeReview, type Review, type ReviewPolicy, type Said } from './review.ts';
import { claimReviews, hasBought, newestFirst, showReviews } from './show-reviews.ts';

export interface ReviewStores extends Models {
  readonly connection: Connection;
  readonly clock: Clock;
}

/** Newest first, ids break ties. */
const cursors = cursorCodec('reviews.v1', z.strictObject({ createdAt: cursorTime, reviewId: ReviewId }));

export function createMongoReviewRepository(stores: ReviewStores): ReviewRepository {
  const { reviews, connection } = stores;
  const inTransaction = async <Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> =>
    await connection.getClient().withSession((session) => session.withTransaction(() => work(session)));
  const find = async (reviewId: ReviewId, session: ClientSession | null = null): Promise<Review | undefined> => {
    const found = await reviews.findOne({ _id: reviewId }).session(session).lean<ReviewDocument | null>();
    return found === null ? undefined : reviewOf(found);
  };

  return {
    put: (said, policy) => inTransaction((session) => put(stores, find, { said, policy }, session)),
    findOwn: (productId, userId) => find(reviewIdOf({ productId, userId })),
    hasBought: (productId, userId) => hasBought(stores, productId, userId),
    remove: (reviewId, productId, userId) =>
      inTransaction(async (session) => {
        await claimReviews(stores, productId, session);
        const { deletedCount } = await reviews.deleteOne({ _id: reviewId, productId, userId }, { session });
        if (deletedCount === 0) throw new DomainError('not-found');
        await showReviews(stores, productId, session);
      }),
    report: (report, mostADay) =>
      inTransaction((session) =>
        reportReview(stores, (reviewId) => find(reviewId, session), report, mostADay, session),
      ),
    judge: (reviewId, productId, ifMatch, verdict) =>
      inTransaction(async (session) => {
        await claimReviews(stores, productId, session);
        const review = await find(reviewId, session);
        if (review?.productId !== productId) throw new DomainError('not-found');
        requireMatch(ifMatch, etagOf(review.version));
        const judged = judgeReview(review, verdict);
        await write(stores, judged, session);
        return judged;
      }),
    async list(productId, page) {
      const { items, ...rest } = await pageOf(reviews, { productId, ...published }, page);
      return { items: items.map(shownReview), ...rest };
    },
    async listByState(state, page) {
      const { items, ...rest } = await pageOf(reviews, stateFilters[state], page);
      const reports = await reportsOf(
        stores,
        items.map(({ _id }) => _id),
      );
      const moderated = items
        .map(reviewOf)
        .map((review) => ({ ...review, reports: reports.get(review.reviewId) ?? [] }));
      return { items: moderated, ...rest };
    },
  };
}

const stateFilters: Readonly<Record<ReviewState, QueryFilter<ReviewDocument>>> = {
  pending: { status: 'pending' },
  hidden: { status: 'hidden' },
  reported: { openReports: { $gt: 0 } },
};

const reviewIdOf = ({ productId, userId }: Pick<Said, 'productId' | 'userId'>) =>
  derivedId<ReviewId>('review', productId, userId);

type Find = (reviewId: ReviewId, session: ClientSession) => Promise<Review | undefined>;

async function put(
  stores: ReviewStores,
  find: Find,
  { said, policy }: { readonly said: Said; readonly policy: ReviewPolicy },
  session: ClientSession,
): Promise<Review> {
  const { productId, userId } = said;
  if (!(await claimReviews(stores, productId, session, { status: 'approved' }))) throw new DomainError('not-found');
  const author = await stores.authors
    .findOneAndUpdate(
      { _id: userId },
      { $inc: { reviews: 1 }, $setOnInsert: { name: null, version: 0 } },
      { session, upsert: true, returnDocument: 'after' },
    )
    .lean();
  const reviewId = reviewIdOf(said);
  const written = writeReview(await find(reviewId, session), {
    said,
    reviewId,
    authorName: author.name,
    hasBought: await hasBought(stores, productId, userId, session),
    policy,
    now: stores.clock.now(),
  });
  await write(stores, written, session);
  return written;
}

async function write(stores: ReviewStores, review: Review, session: ClientSession): Promise<void> {
  const { _id, ...fields } = documentOf(review);
  await stores.reviews.updateOne({ _id }, { $set: fields }, { session, upsert: true });
  await showReviews(stores, review.productId, session);
}

async function pageOf(
  reviews: Models['reviews'],
  filter: QueryFilter<ReviewDocument>,
  { cursor, limit }: PageOf,
): Promise<Page<ReviewDocument>> {
  const found = await newestFirst(reviews, { ...filter, ...(cursor === undefined ? {} : before(cursor)) }, limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items };
  return { items, nextCursor: cursors.encode({ createdAt: last.createdAt, reviewId: reviewOf(last).reviewId }) };
}

function before(cursor: string): QueryFilter<ReviewDocument> {
  const { createdAt, reviewId } = cursors.decode(cursor);
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: reviewId } }] };
}
