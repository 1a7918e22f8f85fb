import {
  ProductChanged,
  ProductCreated,
  ProductStatusChanged,
  type ProductId,
  type ProductStatus,
  type UserId,
} from '@arcade/contracts';
import { on, type Subscription } from '@arcade/messaging';
import type { KnownProduct } from '../persistence/register-product.ts';
import type { InventoryTransaction } from '../persistence/tables.ts';

interface ProductNews {
  readonly productId: ProductId;
  readonly merchantId: UserId;
  readonly status: ProductStatus;
  readonly aggregateVersion: number;
}

type Register = (tx: InventoryTransaction, product: KnownProduct) => Promise<void>;

/** Whichever event of a product comes first makes its row. Changes of price say nothing about stock. */
export function subscriptions(register: Register): readonly Subscription<InventoryTransaction>[] {
  const follow = (
    tx: InventoryTransaction,
    { productId, merchantId, status, aggregateVersion: version }: ProductNews,
  ) => register(tx, { productId, merchantId, listed: status === 'approved', version });
  return [on(ProductCreated, follow), on(ProductChanged, follow), on(ProductStatusChanged, follow)];
}
