import type { OrderId, ProductId, ReservationLine } from '@arcade/contracts';
import { returnsPrefix } from '../domain/restock-returned.ts';
import type { InventoryTransaction } from './tables.ts';

export async function hasLedger(
  tx: InventoryTransaction,
  where: { readonly productId: ProductId } | { readonly causeId: string },
): Promise<boolean> {
  const entries = tx.selectFrom('stock_ledger').select('entry_id').limit(1);
  const query =
    'causeId' in where
      ? entries.where('cause_id', '=', where.causeId)
      : entries.where('product_id', '=', where.productId);
  return (await query.executeTakeFirst()) !== undefined;
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
