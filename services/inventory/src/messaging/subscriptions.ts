import { ProductChanged, ProductCreated, ProductStatusChanged, type ProductId, type UserId } from '@arcade/contracts';
import { on, type Subscription } from '@arcade/messaging';
import type { InventoryTransaction } from '../persistence/tables.ts';

interface ProductNews {
  readonly productId: ProductId;
  readonly merchantId: UserId;
  readonly aggregateVersion: number;
}

type Register = (
  tx: InventoryTransaction,
  product: { readonly productId: ProductId; readonly merchantId: UserId; readonly version: number },
) => Promise<void>;

/** Whichever event of a product comes first makes its row. Changes of price say nothing about stock. */
export function subscriptions(register: Register): readonly Subscription<InventoryTransaction>[] {
  const follow = (tx: InventoryTransaction, { productId, merchantId, aggregateVersion }: ProductNews) =>
    register(tx, { productId, merchantId, version: aggregateVersion });
  return [on(ProductCreated, follow), on(ProductChanged, follow), on(ProductStatusChanged, follow)];
}
