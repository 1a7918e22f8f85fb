import { kept } from './line-units.ts';
import { moveOrder } from './move-order.ts';
import type { OrderEvent } from './order-machine.ts';
import type { Order, OrderItem } from './order.ts';

export interface Following {
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly at: Date;
  /** How long after their delivery things may come back. */
  readonly returnMs: number;
}

/** The step of its way that an order has reached by what became of all units that are still sold. */
export function reachedStep({ status, items }: Order): OrderEvent | undefined {
  const all = (count: (item: OrderItem) => number) => items.every((item) => count(item) === kept(item));
  switch (status) {
    case 'PROCESSING':
      return all((item) => item.quantityShipped) ? 'ship' : undefined;
    case 'SHIPPED':
      return all((item) => item.quantityDelivered) ? 'deliver' : undefined;
    case 'DELIVERED':
    case 'COMPLETED':
      return all((item) => item.quantityReturned) ? 'return' : undefined;
    case 'PENDING_PAYMENT':
    case 'CONFIRMED':
    case 'CANCELLED':
    case 'EXPIRED':
    case 'RETURNED':
      return undefined;
  }
}

/** Takes that step, if there is one. Only one, because each has its version; the saga takes those that follow. */
export function followUnits(order: Order, { actor, reason, at, returnMs }: Following): Order {
  const event = reachedStep(order);
  if (event === undefined) return order;
  return moveOrder(order, { event, actor, reason, at, returnUntil: returnUntilOf(event, at, returnMs) });
}

export const returnUntilOf = (event: OrderEvent, at: Date, returnMs: number): Date | undefined =>
  event === 'deliver' ? new Date(at.getTime() + returnMs) : undefined;
