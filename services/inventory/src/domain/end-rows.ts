import type { ReservationStatus } from '@arcade/contracts';
import { nextState } from '@arcade/service-defaults';
import { reservationMachine, type ReservationEvent } from './reservation-machine.ts';
import type { HeldRow } from './reservation.ts';
import type { EndedReservation } from './stock-changes.ts';

/** @throws DomainError illegal-transition */
export const endRows = (
  rows: readonly (HeldRow & { readonly status: ReservationStatus })[],
  event: ReservationEvent,
  reason: string,
): readonly EndedReservation[] =>
  rows.map(({ reservationId, status: from }) => ({
    reservationId,
    from,
    to: nextState(reservationMachine, from, event),
    reason,
  }));
