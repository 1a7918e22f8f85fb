import { ReservationReleased, type ProductId } from '@arcade/contracts';
import { outgoing } from '@arcade/messaging';
import type { StoredCart } from './cart-hold.ts';
import { endRows } from './end-rows.ts';
import { linesOf } from './plan-hold.ts';
import type { StoredReservation } from './reservation.ts';
import type { KeptReservation, StockChanges } from './stock-changes.ts';
import { joinChanges } from './stock-changes.ts';

const reason = 'gave way to somebody who has signed in';

export interface GuestHold {
  readonly cart: StoredCart;
  /** Living ones. */
  readonly rows: readonly StoredReservation[];
}

/** Units that guests hold and others may take, by product. */
export function yieldableUnits(guests: readonly GuestHold[]): ReadonlyMap<ProductId, number> {
  const lines = linesOf(guests.flatMap(({ rows }) => rows));
  return new Map(lines.map(({ productId, quantity }) => [productId, quantity]));
}

/** Guests who hold these units give them up, those who came last first, and their carts are told. */
export function giveWay(guests: readonly GuestHold[], needed: ReadonlyMap<ProductId, number>): StockChanges {
  const left = new Map(needed);
  const taken = new Map<StoredReservation, number>();
  const newest = guests.flatMap(({ rows }) => rows).toSorted((a, b) => b.reservedAt.getTime() - a.reservedAt.getTime());
  for (const row of newest) {
    const wanted = left.get(row.productId) ?? 0;
    const units = Math.min(wanted, row.quantity);
    if (units === 0) continue;
    taken.set(row, units);
    left.set(row.productId, wanted - units);
  }
  return joinChanges(guests.map((guest) => giveUp(guest, taken)));
}

function giveUp({ cart, rows }: GuestHold, taken: ReadonlyMap<StoredReservation, number>): StockChanges {
  const given = rows.flatMap((row) => {
    const quantity = taken.get(row);
    return quantity === undefined ? [] : [{ row, quantity }];
  });
  if (given.length === 0) return {};
  const { due: _due, ...record } = cart;
  const version = cart.version + 1;
  const whole = given.filter(({ row, quantity }) => quantity === row.quantity).map(({ row }) => row);
  const kept = given.flatMap(({ row, quantity }): KeptReservation[] => {
    const { reservationId, owner, expiresAt } = row;
    return quantity === row.quantity ? [] : [{ reservationId, owner, expiresAt, quantity: row.quantity - quantity }];
  });
  const lines = linesOf(given.map(({ row, quantity }) => ({ ...row, quantity })));
  const nothingLeft = whole.length === rows.length ? { expiresAt: null, extensionsUsed: 0 } : {};
  return {
    carts: [{ how: 'update', value: { ...record, ...nothingLeft, version } }],
    ended: endRows(whole, 'release', reason),
    kept,
    deltas: lines.map(({ productId, quantity }) => ({ productId, onHand: 0, reserved: -quantity })),
    events: [
      outgoing(
        ReservationReleased,
        { id: cart.cartId, version },
        { orderId: null, cartId: cart.cartId, lines, reason },
      ),
    ],
  };
}
