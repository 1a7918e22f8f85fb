import type { PendingEvent } from '@arcade/messaging/mongo';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Product } from './product.ts';

export const productCollection = 'products';

export interface StoredProduct extends Omit<Product, 'productId'> {
  readonly _id: Product['productId'];
  /** The name as lists sort it: see `name-order.ts`. */
  readonly sortName: string;
  readonly pendingEvents: readonly PendingEvent[];
}

const required = { required: true } as const;
const text = { type: String, ...required };
const whole = { type: Number, ...required };
const instant = { type: Date, ...required };
const part = (definition: Record<string, unknown>) => new Schema(definition, { _id: false, minimize: false });

export const reviewFields = {
  reviewId: text,
  userId: text,
  authorName: { type: String, default: null },
  rating: whole,
  // An empty text is one: `required` would refuse it.
  comments: { type: String, default: '' },
  verifiedPurchase: { type: Boolean, default: false },
  createdAt: instant,
};

const productSchema = new Schema(
  {
    _id: text,
    merchantId: text,
    name: text,
    sortName: text,
    description: { type: String, default: '' },
    price: { type: part({ amount: whole, currencyCode: text }), ...required },
    categories: [String],
    attributes: { type: Schema.Types.Mixed, default: {} },
    dimensions: { type: part({ width: whole, height: whole, depth: whole }), default: null },
    photos: [
      part({ imageId: text, label: { type: String, default: null }, width: whole, height: whole, sha256: text }),
    ],
    publishedPhotos: [String],
    revision: { type: Schema.Types.Mixed, default: null },
    revisionNumber: { type: Number, default: 0 },
    status: text,
    rejectionReason: { type: String, default: null },
    version: whole,
    createdAt: instant,
    updatedAt: instant,
    rating: { type: part({ sum: whole, count: whole }), ...required },
    reviews: [part(reviewFields)],
    reviewRevision: whole,
    availability: {
      type: part({ available: whole, asOf: { type: Date, default: null }, version: whole }),
      ...required,
    },
    pendingEvents: [Schema.Types.Mixed],
  },
  { collection: productCollection, versionKey: false, minimize: false, strict: 'throw' },
)
  .index({ status: 1, createdAt: -1, _id: -1 })
  .index({ status: 1, 'price.currencyCode': 1, 'price.amount': 1, _id: 1 })
  .index({ status: 1, sortName: 1, _id: 1 })
  .index({ status: 1, categories: 1, createdAt: -1, _id: -1 })
  .index({ status: 1, categories: 1, 'price.currencyCode': 1, 'price.amount': 1, _id: 1 })
  .index({ status: 1, categories: 1, sortName: 1, _id: 1 })
  .index({ merchantId: 1, createdAt: -1, _id: -1 })
  .index({ 'reviews.userId': 1 })
  .index(
    { 'revision.status': 1, createdAt: -1, _id: -1 },
    { partialFilterExpression: { 'revision.status': { $exists: true } } },
  );

export async function productModel(connection: Connection): Promise<Model<StoredProduct>> {
  const model = connection.model('Product', productSchema) as unknown as Model<StoredProduct>;
  await model.init();
  return model;
}
