import { later } from '@arcade/service-defaults/mysql';
import { sql } from 'kysely';
import type { Stock } from '../domain/stock.ts';
import { stockColumns } from './read-stock.ts';
import { stockOfRow, type StockRow } from './rows.ts';
import type { InventoryDatabase, InventoryTransaction } from './tables.ts';

/** Stock whose newest version no event has told yet, in the order of locking. */
export async function readUnannounced(db: InventoryDatabase, limit: number): Promise<readonly Stock[]> {
  const { rows } = await sql<StockRow>`SELECT ${stockColumns}
    FROM inventory AS i FORCE INDEX (inventory_announce) WHERE i.announce_due = 1 LIMIT ${limit}`.execute(db);
  return rows.map(stockOfRow).toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
}

/**
 * Remembers what has been told; what has changed since stays due.
 * The transaction fails when another replica has told it meanwhile.
 */
export async function markAnnounced(tx: InventoryTransaction, stock: readonly Stock[]): Promise<void> {
  const told = sql`CASE product_id ${sql.join(
    stock.map(({ productId, version }) => sql`WHEN ${productId} THEN ${version}`),
    sql` `,
  )} END`;
  const ids = stock.map(({ productId }) => productId);
  const marked = sql`UPDATE inventory FORCE INDEX (PRIMARY)
    SET announced_version = ${told}, announce_due = IF(version > ${told}, 1, 0)
    WHERE product_id IN (${sql.join(ids)}) AND announced_version < ${told}
    ORDER BY product_id`;
  await later(tx, marked, { rows: stock.length });
}
