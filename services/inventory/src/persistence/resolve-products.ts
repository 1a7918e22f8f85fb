import { productsApi } from '@arcade/contracts';
import type { Dapr } from '@arcade/service-defaults';
import type { InventoryDatabase } from './tables.ts';

const batch = 100;

/**
 * Asks products about rows of which it is not known whether everybody sees their product: those from before this was
 * kept. Events that are newer win. Work for a loop; true while there is more to do.
 */
export const createProductResolving =
  (db: InventoryDatabase, dapr: Pick<Dapr, 'invoke'>): (() => Promise<boolean>) =>
  async () => {
    const rows = await db
      .selectFrom('inventory')
      .select('product_id')
      .where('product_listed', 'is', null)
      .limit(batch)
      .execute();
    if (rows.length === 0) return false;
    const productIds = rows.map(({ product_id }) => product_id);
    const { items } = await dapr.invoke(productsApi.resolveProducts, { body: { productIds } });
    const known = new Map(items.map((item) => [item.productId, item]));
    for (const productId of productIds) {
      const product = known.get(productId);
      await db
        .updateTable('inventory')
        .set({ product_listed: Number(product?.status === 'approved') })
        .where('product_id', '=', productId)
        .where('product_listed', 'is', null)
        .execute();
    }
    return rows.length === batch;
  };
