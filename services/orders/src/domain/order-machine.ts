import { DomainError, type OrderStatus } from '@arcade/contracts';

export type OrderEvent =
  'place' | 'confirm' | 'cancel' | 'expire' | 'confirm-late' | 'process' | 'ship' | 'deliver' | 'complete' | 'return';

/** A closed table: what is not listed is illegal; a state without events is final. */
export const orderMachine: { readonly [From in OrderStatus]: { readonly [Event in OrderEvent]?: OrderStatus } } = {
  PENDING_PAYMENT: { confirm: 'CONFIRMED', cancel: 'CANCELLED', expire: 'EXPIRED' },
  EXPIRED: { 'confirm-late': 'CONFIRMED' },
  CONFIRMED: { process: 'PROCESSING', cancel: 'CANCELLED' },
  PROCESSING: { ship: 'SHIPPED', cancel: 'CANCELLED' },
  SHIPPED: { deliver: 'DELIVERED' },
  DELIVERED: { complete: 'COMPLETED', return: 'RETURNED' },
  COMPLETED: { return: 'RETURNED' },
  CANCELLED: {},
  RETURNED: {},
};

/** @throws DomainError illegal-transition */
export function nextStatus(from: OrderStatus, event: OrderEvent): OrderStatus {
  const to = orderMachine[from][event];
  if (to === undefined) {
    throw new DomainError('illegal-transition', `${event} is not possible in ${from}`, { state: from });
  }
  return to;
}
