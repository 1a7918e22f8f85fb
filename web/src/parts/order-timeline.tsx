import type { Order } from '@arcade/contracts';

const words: Readonly<Record<Order['status'], string>> = {
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

export const statusWords = (status: Order['status']): string => words[status];

const paymentWordsOf: Readonly<Record<Order['paymentStatus'], string>> = {
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

export const paymentWords = (status: Order['paymentStatus']): string => paymentWordsOf[status];

const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
export const formatTime = (timestamp: string): string => dateFormat.format(new Date(timestamp));

/** What has happened to an order, oldest first, and what comes next. */
export const OrderTimeline = ({ order }: { order: Order }) => {
  const history = order.history.toSorted((a, b) => a.changedAt.localeCompare(b.changedAt));
  return (
    <ol class="timeline" aria-label="What has happened">
      {history.map((change) => (
        <li key={change.statusHistoryId} data-status={change.newStatus}>
          <strong>{statusWords(change.newStatus)}</strong>
          <span class="muted">{formatTime(change.changedAt)}</span>
          {change.reason !== null && <span class="muted">{change.reason}</span>}
        </li>
      ))}
      {upcoming(order).map((status) => (
        <li class="ahead" key={status}>
          <span>{statusWords(status)}</span>
        </li>
      ))}
    </ol>
  );
};

const path: readonly Order['status'][] = ['PENDING_PAYMENT', 'CONFIRMED', 'PROCESSING', 'SHIPPED', 'DELIVERED'];
const upcoming = ({ status }: Order): readonly Order['status'][] => {
  const position = path.indexOf(status);
  return position < 0 ? [] : path.slice(position + 1);
};
