import { newId, nextState } from '@arcade/service-defaults';
import { orderMachine, type OrderEvent } from './order-machine.ts';
import type { Order } from './order.ts';

export interface Move {
  readonly event: OrderEvent;
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly at: Date;
  /** Until when what has been delivered can come back; set by the delivery. */
  readonly returnUntil?: Date | undefined;
}

/** @throws DomainError illegal-transition */
export function moveOrder(order: Order, { event, actor, reason, at, returnUntil }: Move): Order {
  const to = nextState(orderMachine, order.status, event);
  const change = {
    statusHistoryId: newId<string>(),
    from: order.status,
    to,
    event,
    actor,
    reason: reason ?? null,
    at,
  };
  return {
    ...order,
    status: to,
    returnUntil: returnUntil ?? order.returnUntil,
    cancelReason: event === 'cancel' ? (reason ?? null) : order.cancelReason,
    history: [...order.history, change],
  };
}
