import type { OrderId, ProductId, ReservationLine } from '@arcade/contracts';
import { given, type Reading } from '@arcade/service-defaults/mysql';
import { sql } from 'kysely';
import type { LedgerFilter } from '../application/stock-store.ts';
import { returnsPrefix } from '../domain/restock-returned.ts';

/** The filters for which there are entries. */
export const ledgerOf = (filters: readonly LedgerFilter[]): Reading<ReadonlySet<LedgerFilter>> => ({
  queries: filters.map((filter) => sql`SELECT entry_id FROM stock_ledger WHERE ${matches(filter)} LIMIT 1`),
  from: (...found) => new Set(filters.filter((_, index) => found[index]?.length === 1)),
});

function matches(filter: LedgerFilter) {
  if ('productId' in filter) return sql`product_id = ${filter.productId}`;
  if ('causeId' in filter) return sql`cause_id = ${filter.causeId}`;
  return sql`cause_id LIKE ${`${filter.cause}:%`} AND at > NOW(6) - INTERVAL ${filter.withinHours} HOUR`;
}

/** Units of orders that returns have put back, by product. */
export function returnedOf(orderIds: readonly OrderId[]): Reading<ReadonlyMap<OrderId, readonly ReservationLine[]>> {
  if (orderIds.length === 0) return given(new Map());
  return {
    queries: orderIds.map(
      (orderId) => sql`SELECT product_id, SUM(delta) AS units FROM stock_ledger
        WHERE cause_id LIKE ${`${returnsPrefix(orderId)}%`} GROUP BY product_id`,
    ),
    from: (...returned: readonly (readonly ReturnedRow[])[]) =>
      new Map(orderIds.map((orderId, index) => [orderId, (returned[index] ?? []).map(lineOf)])),
  };
}

interface ReturnedRow {
  readonly product_id: ProductId;
  readonly units: string;
}

const lineOf = ({ product_id: productId, units }: ReturnedRow): ReservationLine => ({
  productId,
  quantity: Number(units),
});
