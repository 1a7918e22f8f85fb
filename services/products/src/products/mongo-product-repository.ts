import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@arcade/contracts';
import type { OutgoingEvent } from '@arcade/messaging';
import type { PendingEvent } from '@arcade/messaging/mongo';
import type { Clock } from '@arcade/service-defaults';
import type { Model } from 'mongoose';
import { listProducts } from './mongo-product-list.ts';
import type { StoredProduct } from './mongo-product-model.ts';
import { eventOf } from './product-events.ts';
import type { NameOrder } from './name-order.ts';
import type { ProductRepository } from './product-repository.ts';
import { published } from './product-changes.ts';
import type { Offer, Product } from './product.ts';

/** More writers of one product at once than this are no use that anybody has. */
const maximumTries = 60;

export interface ProductEvents {
  pending(event: OutgoingEvent): PendingEvent;
  nudge(): void;
}

const read = { pendingEvents: 0, sortName: 0 } as const;
/** Older versions of this service knew neither revisions nor which photos everybody has seen. */
type Newer = 'publishedPhotos' | 'revision' | 'revisionNumber';
type ReadProduct = Omit<StoredProduct, 'pendingEvents' | 'sortName' | Newer> & Partial<Pick<StoredProduct, Newer>>;

export function createMongoProductRepository(
  products: Model<StoredProduct>,
  events: ProductEvents,
  names: Pick<NameOrder, 'keyOf'>,
  clock: Clock,
): ProductRepository {
  const pendingOf = (before: Offer | undefined, after: Offer, cause?: string) => {
    const event = eventOf(before, after, cause);
    return event === undefined ? [] : [events.pending(event)];
  };
  const fieldsOf = (product: Product) => ({ ...offerFields(product), sortName: names.keyOf(product.name) });
  const find: ProductRepository['find'] = async (productId) => {
    const found = await products.findOne({ _id: productId }, read).lean<ReadProduct>();
    return found === null ? undefined : productOf(found);
  };
  /** False: somebody else wrote first. What others add to the product is left as it is. */
  const replace = async (before: Product, after: Product): Promise<boolean> => {
    const { matchedCount } = await products.updateOne(
      { _id: before.productId, version: before.version, revisionNumber: storedNumber(before.revisionNumber) },
      { $set: fieldsOf(after), $push: { pendingEvents: { $each: pendingOf(before, after) } } },
    );
    if (matchedCount === 1) events.nudge();
    return matchedCount === 1;
  };

  return {
    find,
    async insert(product, cause) {
      const { rating, reviews, reviewRevision, availability } = product;
      const standing = { rating, reviews: [...reviews], reviewRevision, availability };
      const pendingEvents = pendingOf(undefined, product, cause);
      try {
        await products.create([{ _id: product.productId, ...fieldsOf(product), ...standing, pendingEvents }]);
      } catch (error) {
        if ((error as { code?: number }).code === 11_000) return 'known';
        throw error;
      }
      events.nudge();
      return 'inserted';
    },
    async findMany(productIds) {
      const found = await products.find({ _id: { $in: [...productIds] } }, read).lean<ReadProduct[]>();
      return found.map(productOf);
    },
    async update(productId, change) {
      for (let attempt = 1; attempt <= maximumTries; attempt++) {
        const before = await find(productId);
        if (before === undefined) throw new DomainError('not-found');
        const after = change(before, clock.now());
        if (after === before || (await replace(before, after))) return after;
        await sleep(Math.random() * 10 * Math.min(attempt, 20));
      }
      throw new DomainError('overloaded', 'This product is changed too often at the moment');
    },
    list: (query) => listProducts(products, query),
    async countCategories() {
      return await products.aggregate<{ category: string; count: number }>([
        { $match: { status: 'approved' } },
        { $unwind: '$categories' },
        { $group: { _id: '$categories', count: { $sum: 1 } } },
        { $sort: { _id: 1 } },
        { $project: { _id: 0, category: '$_id', count: 1 } },
      ]);
    },
  };
}

/** What a change may write. */
function offerFields({ productId: _productId, ...product }: Product) {
  const { rating: _rating, reviews: _reviews, reviewRevision: _revision, availability: _available, ...offer } = product;
  return {
    ...offer,
    categories: [...offer.categories],
    photos: [...offer.photos],
    publishedPhotos: [...offer.publishedPhotos],
  };
}

/** Nothing written stands for the first. */
const storedNumber = (revisionNumber: number) => (revisionNumber === 0 ? { $in: [0, null] } : revisionNumber) as number;

function productOf({ _id, publishedPhotos, revision = null, revisionNumber = 0, ...fields }: ReadProduct): Product {
  const known = publishedPhotos ?? (fields.status === 'draft' ? [] : published({ ...fields, publishedPhotos: [] }));
  return {
    productId: _id,
    ...fields,
    publishedPhotos: fields.status === 'approved' ? published({ ...fields, publishedPhotos: known }) : known,
    revision,
    revisionNumber,
  };
}
