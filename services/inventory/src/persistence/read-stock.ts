import type { ProductId } from '@arcade/contracts';
import { given, type Reading } from '@arcade/service-defaults/mysql';
import { sql } from 'kysely';
import type { Stock } from '../domain/stock.ts';
import { stockOfRow, type StockRow } from './rows.ts';
import type { InventoryDatabase } from './tables.ts';

/** `overdue`: units that count as reserved although their time is over; only overdue rows are read for it. */
export const stockColumns = sql`NOW(6) AS now,
  i.product_id, i.inventory_id, i.merchant_id, i.product_listed, i.quantity_available, i.quantity_reserved, i.version, i.last_updated, (
    SELECT COALESCE(SUM(r.quantity_reserved), 0) FROM reservation AS r FORCE INDEX (reservation_stock)
    WHERE r.product_id = i.product_id AND r.status = 'ACTIVE' AND r.expires_at <= NOW(6)) AS overdue,
  EXISTS (SELECT 1 FROM reservation AS g FORCE INDEX (reservation_guest)
    WHERE g.product_id = i.product_id AND g.guest_network IS NOT NULL AND g.status = 'ACTIVE') AS guests_hold`;

export interface StockReading {
  /** The database's clock, to the millisecond; undefined when none of the products is known. */
  readonly now: Date | undefined;
  readonly stock: ReadonlyMap<ProductId, Stock>;
}

/** Products in order; the forced index keeps small tables from being scanned, which would lock them whole. */
export function stockOf(productIds: readonly ProductId[], { lock = false } = {}): Reading<StockReading> {
  if (productIds.length === 0) return given({ now: undefined, stock: new Map() });
  return {
    queries: [
      sql`SELECT ${stockColumns}
        FROM inventory AS i FORCE INDEX (PRIMARY) WHERE i.product_id IN (${sql.join([...productIds])})
        ORDER BY i.product_id ${lock ? sql`FOR UPDATE` : sql``}`,
    ],
    from: (rows: readonly StockRow[] = []) => ({
      now: rows[0]?.now,
      stock: new Map(rows.map((row) => [row.product_id, stockOfRow(row)])),
    }),
  };
}

export async function readClock(db: InventoryDatabase): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT NOW(6) AS now`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('The database does not tell the time');
  return row.now;
}
