import type { EventData, OrderConfirmed, ProductId, ReviewId } from '@arcade/contracts';
import { derivedId } from '@arcade/service-defaults';
import type { ClientSession } from 'mongoose';
import { purchaseId } from './mongo-review-model.ts';
import { claimReviews, hasBought, showReviews, type ReviewCollections } from './show-reviews.ts';

type OrderNews = Pick<EventData<typeof OrderConfirmed>, 'orderId' | 'userId' | 'lines' | 'aggregateVersion'>;

/** What products know of orders: who has bought what. Each remembers the version it saw; older ones change nothing. */
export interface Purchases {
  /** A confirmed order is a purchase, a cancelled one is none any more. */
  keep(session: ClientSession, order: OrderNews, bought: boolean): Promise<void>;
}

export const createMongoPurchases = (models: ReviewCollections): Purchases => ({
  async keep(session, { orderId, userId, lines, aggregateVersion: version }, bought) {
    for (const productId of new Set(lines.map((line) => line.productId))) {
      const one = { _id: purchaseId(orderId, productId) };
      const known = await models.purchases.findOne(one).session(session).lean();
      if (known !== null && known.version >= version) continue;
      const purchase = { orderId, userId, productId, bought, version };
      await models.purchases.updateOne(one, { $set: purchase }, { session, upsert: true });
      await verifyReview(models, productId, userId, session);
    }
  },
});

/** A review that is there already says from now on whether its author has bought the product. */
async function verifyReview(
  models: ReviewCollections,
  productId: ProductId,
  userId: OrderNews['userId'],
  session: ClientSession,
): Promise<void> {
  const one = { _id: derivedId<ReviewId>('review', productId, userId) };
  const review = await models.reviews.findOne(one, { verifiedPurchase: 1 }).session(session).lean();
  if (review === null) return;
  const verifiedPurchase = await hasBought(models, productId, userId, session);
  if ((review.verifiedPurchase ?? false) === verifiedPurchase) return;
  await claimReviews(models, productId, session);
  await models.reviews.updateOne(one, { $set: { verifiedPurchase } }, { session });
  await showReviews(models, productId, session);
}
