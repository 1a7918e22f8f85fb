import type { ProductId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import type { ReplicaProduct } from './cart.ts';

/** A chair for 10.00 USD that is for sale. */
export const aProduct = (overrides: Partial<ReplicaProduct> = {}): ReplicaProduct => ({
  productId: newId<ProductId>(),
  merchantId: newId<UserId>(),
  name: 'Chair',
  price: { amount: 1000, currencyCode: 'USD' },
  status: 'approved',
  categories: [],
  imageUrl: null,
  version: 1,
  ...overrides,
});
