import { newId } from '@arcade/service-defaults';
import { nextStatus, type OrderEvent } from './order-machine.ts';
import type { Order } from './order.ts';

export interface Move {
  readonly event: OrderEvent;
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly at: Date;
}

/** @throws DomainError illegal-transition */
export function moveOrder(order: Order, { event, actor, reason, at }: Move): Order {
  const to = nextStatus(order.status, event);
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
    cancelReason: event === 'cancel' ? (reason ?? null) : order.cancelReason,
    history: [...order.history, change],
  };
}
