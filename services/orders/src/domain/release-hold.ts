import { requireAllowed, type Handler } from './allowed-actions.ts';
import { currentPayment } from './order-statuses.ts';
import type { Order } from './order.ts';

/**
 * Lets an order be sent in spite of what its payment is like now; another turn of the payment holds it again.
 * @throws DomainError illegal-transition
 */
export function releaseHold(order: Order, reason: string, handler: Handler, at: Date): Order {
  const payment = currentPayment(order)?.status;
  if (payment !== undefined && order.holdRelease?.payment === payment) return order;
  requireAllowed('release-hold', order, handler);
  if (payment !== 'DISPUTED' && payment !== 'CHARGED_BACK') return order;
  return { ...order, holdRelease: { payment, actor: handler.actor, reason, at } };
}
