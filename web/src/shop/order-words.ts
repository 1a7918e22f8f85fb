import type { Order } from '@arcade/contracts';

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

/** Whether a bank or the shop is still deciding about a payment. */
export const isUndecided = ({ status, paymentStatus }: Pick<Order, 'status' | 'paymentStatus'>): boolean =>
  paymentStatus === 'PENDING' ||
  paymentStatus === 'AUTHORIZED' ||
  (status === 'PENDING_PAYMENT' && paymentStatus === 'PAID');
