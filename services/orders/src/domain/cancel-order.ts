import { illegal } from './order-machine.ts';
import { moveOrder } from './move-order.ts';
import type { Order } from './order.ts';

/** @throws DomainError illegal-transition once something is shipped */
export function cancelOrder(order: Order, actor: string, reason: string | undefined, now: Date): Order {
  if (order.status === 'CANCELLED') return order;
  if (order.items.some(({ quantityShipped }) => quantityShipped > 0)) {
    throw illegal(order.status, 'cancel', 'A part of the order is already on its way', ['cancel']);
  }
  return moveOrder(order, { event: 'cancel', actor, reason, at: now });
}

/** @throws DomainError illegal-transition */
export const startProcessing = (order: Order, actor: string, now: Date): Order =>
  order.status === 'PROCESSING' ? order : moveOrder(order, { event: 'process', actor, at: now });
