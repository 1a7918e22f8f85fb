import type { OrderId, ReservationLine } from '@arcade/contracts';
import { sql } from 'kysely';
import type { LedgerFilter } from '../application/stock-store.ts';
import { returnsPrefix } from '../domain/restock-returned.ts';
import type { InventoryTransaction } from './tables.ts';

export async function hasLedger(tx: InventoryTransaction, where: LedgerFilter): Promise<boolean> {
  return (await entriesOf(tx, where).limit(1).executeTakeFirst()) !== undefined;
}

function entriesOf(tx: InventoryTransaction, where: LedgerFilter) {
  const entries = tx.selectFrom('stock_ledger').select('entry_id');
  if ('productId' in where) return entries.where('product_id', '=', where.productId);
  if ('causeId' in where) return entries.where('cause_id', '=', where.causeId);
  return entries
    .where('cause_id', 'like', `${where.cause}:%`)
    .where('at', '>', sql<Date>`NOW(6) - INTERVAL ${where.withinHours} HOUR`);
}

/** Units of an order that returns have put back, by product. */
export async function returnedUnits(tx: InventoryTransaction, orderId: OrderId): Promise<readonly ReservationLine[]> {
  const rows = await tx
    .selectFrom('stock_ledger')
    .select(({ fn }) => ['product_id', fn.sum<string>('delta').as('units')])
    .where('cause_id', 'like', `${returnsPrefix(orderId)}%`)
    .groupBy('product_id')
    .execute();
  return rows.map(({ product_id: productId, units }) => ({ productId, quantity: Number(units) }));
}
