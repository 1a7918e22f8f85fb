import type { ProductId } from '@arcade/contracts';
import type { StoredReservation } from './reservation.ts';
import type { Stock } from './stock.ts';

/** Stock as the owner of these rows sees it: own rows that are overdue are still its own, not free. */
export function spareOwn(
  stock: ReadonlyMap<ProductId, Stock>,
  own: readonly StoredReservation[],
  now: Date,
): ReadonlyMap<ProductId, Stock> {
  const overdue = own.filter(({ expiresAt }) => expiresAt <= now);
  if (overdue.length === 0) return stock;
  const seen = new Map(stock);
  for (const { productId, quantity } of overdue) {
    const level = seen.get(productId);
    if (level !== undefined) seen.set(productId, { ...level, overdue: Math.max(0, level.overdue - quantity) });
  }
  return seen;
}
