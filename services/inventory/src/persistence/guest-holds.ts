import type { CartId, ProductId } from '@arcade/contracts';
import { sql } from 'kysely';
import type { GuestUnits, GuestUnitsFilter } from '../application/stock-store.ts';
import type { InventoryTransaction } from './tables.ts';

/** What guests' carts of networks hold, but for some carts. Rows are as few as the quotas allow. */
export async function readGuestUnits(
  tx: InventoryTransaction,
  { networks, productIds, except }: GuestUnitsFilter,
): Promise<readonly GuestUnits[]> {
  if (networks.length === 0 || productIds.length === 0) return [];
  const { rows } = await sql<{ guest_network: string; product_id: ProductId; units: string }>`
    SELECT r.guest_network, r.product_id, SUM(r.quantity_reserved) AS units
    FROM reservation AS r FORCE INDEX (reservation_guest)
    WHERE r.product_id IN (${sql.join([...productIds])}) AND r.guest_network IN (${sql.join([...networks])})
      AND r.status = 'ACTIVE' AND r.expires_at > NOW(6) AND r.cart_id NOT IN (${sql.join([...except])})
    GROUP BY r.guest_network, r.product_id`.execute(tx);
  return rows.map((row) => ({ network: row.guest_network, productId: row.product_id, units: Number(row.units) }));
}

/** Guests' carts that hold units of products, those that came last first. */
export async function findGuests(
  tx: InventoryTransaction,
  productIds: readonly ProductId[],
  limit: number,
): Promise<readonly CartId[]> {
  const { rows } = await sql<{ cart_id: CartId }>`SELECT r.cart_id
    FROM reservation AS r FORCE INDEX (reservation_guest)
    WHERE r.product_id IN (${sql.join([...productIds])}) AND r.guest_network IS NOT NULL
      AND r.status = 'ACTIVE' AND r.expires_at > NOW(6)
    ORDER BY r.reserved_at DESC LIMIT ${limit}`.execute(tx);
  return [...new Set(rows.map((row) => row.cart_id))];
}
