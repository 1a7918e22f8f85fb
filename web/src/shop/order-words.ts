import type { Order, OrderItem, Reversal } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';

const statuses: Readonly<Record<Order['status'], string>> = {
  PENDING_PAYMENT: 'Waiting for payment',
  CONFIRMED: 'Confirmed',
  PROCESSING: 'Being packed',
  SHIPPED: 'On its way',
  DELIVERED: 'Delivered',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Not paid in time',
  RETURNED: 'Returned',
};
export const statusWords = (status: Order['status']): string => statuses[status];

const payments: Readonly<Record<Order['paymentStatus'], string>> = {
  UNPAID: 'Not paid yet',
  PENDING: 'Payment is being checked',
  AUTHORIZED: 'Payment approved',
  PARTIALLY_PAID: 'Partly paid',
  PAID: 'Paid',
  PARTIALLY_REFUNDED: 'Partly refunded',
  REFUNDED: 'Refunded',
  DISPUTED: 'Payment disputed',
  FAILED: 'Payment failed',
};
export const paymentWords = (status: Order['paymentStatus']): string => payments[status];

const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
export const formatTime = (timestamp: string): string => dateFormat.format(new Date(timestamp));
const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
export const formatDay = (timestamp: string): string => dayFormat.format(new Date(timestamp));

/** Whether a bank or the shop is still deciding about a payment. */
export const isUndecided = ({ status, paymentStatus }: Pick<Order, 'status' | 'paymentStatus'>): boolean =>
  paymentStatus === 'PENDING' ||
  paymentStatus === 'AUTHORIZED' ||
  (status === 'PENDING_PAYMENT' && paymentStatus === 'PAID');

/** What has become of a line's units, where it is not all of them together: `2 of 3 sent, 1 cancelled`. */
export function lineWords(
  item: Pick<OrderItem, `quantity${'' | 'Cancelled' | 'Delivered' | 'Returned' | 'Shipped'}`>,
): string {
  const { quantity } = item;
  const told = [
    [item.quantityShipped - item.quantityDelivered, 'on their way'],
    [item.quantityDelivered - item.quantityReturned, 'delivered'],
    [item.quantityReturned, 'returned'],
    [item.quantityCancelled, 'cancelled'],
  ] as const;
  const words = told.filter(([units]) => units > 0 && (units < quantity || quantity === 1));
  if (words.length === 0)
    return told
      .filter(([units]) => units > 0)
      .map(([, what]) => `all ${what}`)
      .join(', ');
  if (quantity === 1) return words.map(([, what]) => (what === 'on their way' ? 'on its way' : what)).join(', ');
  return words.map(([units, what], index) => `${units}${index === 0 ? ` of ${quantity}` : ''} ${what}`).join(', ');
}

/** What goes back for units that were cancelled or returned. */
export function reversalMoney({ refund, refundAmount }: Pick<Reversal, 'refund' | 'refundAmount'>): string {
  if (refund === 'open' || refundAmount === null) return 'The money is on its way back.';
  if (refundAmount.amount === 0)
    return refund === 'done' ? 'Its money went back before.' : 'Nothing of the payment was left.';
  return `${formatMoney(refundAmount)} went back.`;
}

export const reversalKind = ({ kind }: Pick<Reversal, 'kind'>): string =>
  ({ cancellation: 'Cancelled', refunded: 'Paid back', return: 'Returned' })[kind];

export const thingsWords = (units: number): string => (units === 1 ? '1 thing' : `${units} things`);
