import { ReservationExpired, ReservationReleased } from '@arcade/contracts';
import { outgoing } from '@arcade/messaging';
import { endRows } from './end-rows.ts';
import { linesOf } from './plan-hold.ts';
import type { StoredReservation } from './reservation.ts';
import type { StockChanges } from './stock-changes.ts';

/**
 * Units held by hand go back.
 * @throws DomainError illegal-transition
 */
export function endManual(row: StoredReservation, event: 'release' | 'expire', reason: string): StockChanges {
  const { reservationId, productId, quantity } = row;
  // Made is its first version, ended its second and last.
  const aggregate = { id: reservationId, version: 2 };
  const payload = { orderId: null, cartId: null, lines: linesOf([row]) };
  return {
    ended: endRows([row], event, reason),
    deltas: [{ productId, onHand: 0, reserved: -quantity }],
    events: [
      event === 'expire'
        ? outgoing(ReservationExpired, aggregate, payload)
        : outgoing(ReservationReleased, aggregate, { ...payload, reason }),
    ],
  };
}
