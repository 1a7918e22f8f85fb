import type { ProductId, ReservationLine } from '@arcade/contracts';
import { linesOf, type PlannedLine } from './plan-hold.ts';
import type { StoredReservation } from './reservation.ts';
import { sellable, type Stock } from './stock.ts';

/**
 * What is held of summed lines as things stand; overdue rows no longer count. `stock` must not count `rows` as overdue.
 */
export const currentLines = (
  lines: readonly ReservationLine[],
  rows: readonly StoredReservation[],
  stock: ReadonlyMap<ProductId, Stock>,
): readonly PlannedLine[] =>
  lines.map(({ productId, quantity: requested }) => {
    const level = stock.get(productId);
    const free = level === undefined ? 0 : Math.max(0, sellable(level));
    const living = rows.filter(({ due }) => !due);
    return { productId, requested, held: unitsOf(living, productId), available: unitsOf(rows, productId) + free };
  });

const unitsOf = (rows: readonly StoredReservation[], productId: ProductId): number =>
  linesOf(rows).find((line) => line.productId === productId)?.quantity ?? 0;
