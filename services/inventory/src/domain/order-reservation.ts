import type { OrderId, OrderReservation, Shortage } from '@arcade/contracts';
import type { StateMachine } from '@arcade/service-defaults';
import type { ReservationEvent } from './reservation-machine.ts';

export type OrderOutcome = 'RESERVED' | 'REJECTED' | 'COMMITTED' | 'EXPIRED' | 'RELEASED' | 'RESTOCKED';

/** What became of an order's wish; stored once, so that every replay gets the same answer. */
export interface StoredOrder {
  readonly orderId: OrderId;
  readonly outcome: OrderOutcome;
  /** Past its time by the database's clock. */
  readonly due: boolean;
  /** Null when nothing was ever held. */
  readonly expiresAt: Date | null;
  readonly shortages: readonly Shortage[];
  /** Counts the events of this order's reservation. */
  readonly version: number;
}

export type OrderEvent = Extract<ReservationEvent, 'commit' | 'release' | 'expire' | 'restock'>;

/** Of an order's reservation as a whole. */
export const orderMachine: StateMachine<OrderOutcome, OrderEvent> = {
  RESERVED: { commit: 'COMMITTED', release: 'RELEASED', expire: 'EXPIRED' },
  COMMITTED: { restock: 'RESTOCKED' },
  REJECTED: {},
  EXPIRED: {},
  RELEASED: {},
  RESTOCKED: {},
};

export interface OrderStep {
  readonly event: OrderEvent;
  readonly outcome: OrderOutcome;
}

const step = (order: StoredOrder, event: OrderEvent): OrderStep | undefined => {
  const outcome = orderMachine[order.outcome][event];
  return outcome === undefined ? undefined : { event, outcome };
};

/** A hold that has ended cannot be committed, even while nobody has swept it. Undefined: nothing to do. */
export const decideCommit = (order: StoredOrder): OrderStep | undefined =>
  step(order, order.outcome === 'RESERVED' && order.due ? 'expire' : 'commit');

export const decideRelease = (order: StoredOrder): OrderStep | undefined =>
  step(order, order.outcome === 'COMMITTED' ? 'restock' : 'release');

export const decideExpiry = (order: StoredOrder): OrderStep | undefined =>
  order.due ? step(order, 'expire') : undefined;

/** What callers are told. An overdue hold is over, whether or not it has been swept. */
export function toOrderReservation({ orderId, outcome, due, expiresAt, shortages }: StoredOrder): OrderReservation {
  switch (outcome) {
    case 'RESERVED':
      return due || expiresAt === null
        ? { outcome: 'expired', orderId }
        : { outcome: 'reserved', orderId, expiresAt: expiresAt.toISOString() };
    case 'REJECTED':
      return { outcome: 'rejected', orderId, shortages: [...shortages] };
    case 'COMMITTED':
      return { outcome: 'committed', orderId };
    case 'EXPIRED':
      return { outcome: 'expired', orderId };
    case 'RELEASED':
      return { outcome: 'released', orderId };
    case 'RESTOCKED':
      return { outcome: 'restocked', orderId };
  }
}
