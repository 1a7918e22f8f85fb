import { DomainError, type ReservationStatus } from '@arcade/contracts';

export type ReservationEvent = 'resize' | 'extend' | 'commit' | 'release' | 'expire' | 'restock';

/** Every legal change of a reservation; a state without events is final. */
export const reservationMachine: {
  readonly [From in ReservationStatus]: { readonly [Event in ReservationEvent]?: ReservationStatus };
} = {
  ACTIVE: { resize: 'ACTIVE', extend: 'ACTIVE', commit: 'COMMITTED', release: 'RELEASED', expire: 'EXPIRED' },
  COMMITTED: { restock: 'RESTOCKED' },
  RELEASED: {},
  EXPIRED: {},
  RESTOCKED: {},
};

/** @throws DomainError illegal-transition with the events that are allowed */
export function nextReservationStatus(from: ReservationStatus, event: ReservationEvent): ReservationStatus {
  const to = reservationMachine[from][event];
  if (to !== undefined) return to;
  throw new DomainError('illegal-transition', `${event} is not possible in ${from}`, {
    state: from,
    allowed: Object.keys(reservationMachine[from]),
  });
}
