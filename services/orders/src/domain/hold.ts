import type { Order as OrderView } from '@arcade/contracts';
import { currentPayment } from './order-statuses.ts';
import type { Order } from './order.ts';

/** Why nothing of an order is sent until an admin has decided: its money may go back, or has. */
export function holdOf(order: Order): OrderView['hold'] {
  if (order.status !== 'CONFIRMED' && order.status !== 'PROCESSING') return null;
  const status = currentPayment(order)?.status;
  if (order.holdRelease !== null && order.holdRelease.payment === status) return null;
  if (status === 'DISPUTED') return 'disputed';
  return status === 'CHARGED_BACK' ? 'charged-back' : null;
}
