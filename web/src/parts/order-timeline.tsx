import type { Order } from '@arcade/contracts';
import { formatTime, statusWords } from '../shop/order-words.ts';

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
