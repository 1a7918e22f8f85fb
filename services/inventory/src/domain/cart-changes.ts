import { ReservationExpired, ReservationReleased, type CartId } from '@arcade/contracts';
import { outgoing } from '@arcade/messaging';
import type { StoredCart } from './cart-hold.ts';
import { endRows } from './end-rows.ts';
import { linesOf } from './plan-hold.ts';
import type { StoredReservation } from './reservation.ts';
import type { CartRecord, Save, StockChanges } from './stock-changes.ts';

/** A cart whose holds have gone elsewhere. */
export const closedCart = ({ due: _due, ...cart }: StoredCart): Save<CartRecord> => ({
  how: 'update',
  value: { ...cart, ...nothingHeld, closed: true },
});

/** A cart that inventory does not know: what it asked for up to this version holds nothing any more. */
export const unknownCart = (cartId: CartId, cartVersion: number): Save<CartRecord> => ({
  how: 'insert',
  value: { cartId, cartVersion, ...nothingHeld, closed: true, version: 0 },
});

const nothingHeld = { expiresAt: null, extensionsUsed: 0 } as const;

/** Everything a cart holds goes back. */
export function endCart(
  { due: _due, ...cart }: StoredCart,
  rows: readonly StoredReservation[],
  event: 'release' | 'expire',
  reason: string,
): StockChanges {
  const { cartId } = cart;
  const version = cart.version + (rows.length > 0 ? 1 : 0);
  const aggregate = { id: cartId, version };
  const payload = { orderId: null, cartId, lines: linesOf(rows) };
  const told =
    event === 'expire'
      ? outgoing(ReservationExpired, aggregate, payload)
      : outgoing(ReservationReleased, aggregate, { ...payload, reason });
  return {
    carts: [{ how: 'update', value: { ...cart, ...nothingHeld, version } }],
    ended: endRows(rows, event, reason),
    deltas: rows.map(({ productId, quantity }) => ({ productId, onHand: 0, reserved: -quantity })),
    events: rows.length > 0 ? [told] : [],
  };
}
