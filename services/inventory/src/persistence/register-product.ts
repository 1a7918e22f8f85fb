import type { InventoryId, ProductId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { sql } from 'kysely';
import type { InventoryTransaction } from './tables.ts';

export interface KnownProduct {
  readonly productId: ProductId;
  readonly merchantId: UserId;
  /** Whether everybody sees it. */
  readonly listed: boolean;
  /** Version of the product event that says so. */
  readonly version: number;
}

/** A product has a row from its first event on, with nothing on hand. Its row is only written when there is news. */
export async function registerProduct(
  tx: InventoryTransaction,
  { productId, merchantId, listed, version }: KnownProduct,
): Promise<void> {
  const known = await tx
    .selectFrom('inventory')
    .select('product_version')
    .where('product_id', '=', productId)
    .executeTakeFirst();
  if (Number(known?.product_version ?? 0) >= version) return;
  await sql`INSERT INTO inventory (product_id, inventory_id, merchant_id, product_version, product_listed,
      quantity_available, quantity_reserved, version, announced_version, announce_due, last_updated)
    VALUES (${productId}, ${newId<InventoryId>()}, ${merchantId}, ${version}, ${Number(listed)}, 0, 0, 1, 0, 1, NOW(6))
    ON DUPLICATE KEY UPDATE
      merchant_id = IF(product_version < VALUES(product_version), VALUES(merchant_id), merchant_id),
      product_listed = IF(product_version < VALUES(product_version), VALUES(product_listed), product_listed),
      product_version = GREATEST(product_version, VALUES(product_version))`.execute(tx);
}
