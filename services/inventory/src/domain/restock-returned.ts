import { DomainError, type OrderId, type ProductId, type ReservationLine } from '@arcade/contracts';
import type { StoredOrder } from './order-reservation.ts';
import { linesOf, sumLines } from './plan-hold.ts';
import type { StoredReservation } from './reservation.ts';
import type { StockChanges } from './stock-changes.ts';

/** Causes of the ledger's entries for returns of an order begin with this. */
export const returnsPrefix = (orderId: OrderId): string => `order:${orderId}:return:`;

export interface ReturnedUnits {
  readonly returnId: string;
  readonly lines: readonly ReservationLine[];
  readonly returnedBefore: readonly ReservationLine[];
}

/**
 * Units of a committed order go back on the shelf.
 * @throws DomainError illegal-transition when they are more than were taken from it
 */
export function restockReturned(
  { order, rows }: { readonly order: StoredOrder; readonly rows: readonly StoredReservation[] },
  { returnId, lines, returnedBefore }: ReturnedUnits,
): StockChanges {
  const { orderId, outcome } = order;
  const left = withoutReturned(linesOf(rows), returnedBefore);
  const back = sumLines(lines);
  if (outcome !== 'COMMITTED' || back.some(({ productId, quantity }) => quantity > quantityOf(left, productId))) {
    throw new DomainError('illegal-transition', 'These units are not out of stock for this order', {
      state: outcome,
      returnable: left,
    });
  }
  return {
    ledger: back.map(({ productId, quantity }) => ({
      causeId: `${returnsPrefix(orderId)}${returnId}:${productId}`,
      productId,
      delta: quantity,
      reason: 'restocked',
      note: `Return of order ${orderId}`,
      actor: 'orders',
    })),
    deltas: back.map(({ productId, quantity }) => ({ productId, onHand: quantity, reserved: 0 })),
  };
}

/** What is still out of stock of an order's lines. */
export const withoutReturned = (
  lines: readonly ReservationLine[],
  returned: readonly ReservationLine[],
): readonly ReservationLine[] =>
  lines
    .map(({ productId, quantity }) => ({ productId, quantity: quantity - quantityOf(returned, productId) }))
    .filter(({ quantity }) => quantity > 0);

const quantityOf = (lines: readonly ReservationLine[], productId: ProductId): number =>
  lines.find((line) => line.productId === productId)?.quantity ?? 0;
