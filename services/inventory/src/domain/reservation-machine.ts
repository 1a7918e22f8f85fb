import type { ReservationStatus } from '@arcade/contracts';
import type { StateMachine } from '@arcade/service-defaults';

export type ReservationEvent = 'resize' | 'extend' | 'commit' | 'release' | 'expire' | 'restock';

/** Of a reservation, as it is written in its row. */
export const reservationMachine: StateMachine<ReservationStatus, ReservationEvent> = {
  ACTIVE: { resize: 'ACTIVE', extend: 'ACTIVE', commit: 'COMMITTED', release: 'RELEASED', expire: 'EXPIRED' },
  COMMITTED: { restock: 'RESTOCKED' },
  RELEASED: {},
  EXPIRED: {},
  RESTOCKED: {},
};
