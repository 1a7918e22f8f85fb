import type { Connection } from 'mongoose';
import { merchantModel } from './merchants/mongo-trusted-merchants.ts';
import { productModel } from './products/mongo-product-model.ts';
import { reviewModels } from './reviews/mongo-review-model.ts';

/** The collections of this service; their indexes exist afterwards. */
export const createModels = async (connection: Connection) => ({
  products: await productModel(connection),
  ...(await reviewModels(connection)),
  merchants: merchantModel(connection),
});
export type Models = Awaited<ReturnType<typeof createModels>>;
