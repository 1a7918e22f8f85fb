import type { Order } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { formatTime, reversalKind, reversalMoney } from '../shop/order-words.ts';

/** Units that were cancelled or came back, with what went back for them, and money that went back without any. */
export function MoneyHistory({ order }: { order: Order }) {
  const others = order.refunds.filter(({ refundId }) =>
    order.reversals.every(({ reversalId }) => reversalId !== refundId),
  );
  if (order.reversals.length + others.length === 0) return null;
  return (
    <section class="panel" data-testid="money-history">
      <h2>{order.reversals.length === 0 ? 'Money back' : 'Cancelled and returned'}</h2>
      <ul class="history">
        {order.reversals.map((reversal) => (
          <li key={reversal.reversalId}>
            <p>
              <strong>{namesOf(order, reversal)}</strong> <span class="tag">{reversalKind(reversal)}</span>
            </p>
            <p class="muted">
              {formatTime(reversal.createdAt)}
              {reversal.reason !== null && reversal.reason !== '' && ` · ${reversal.reason}`}
            </p>
            <p>{reversalMoney(reversal)}</p>
          </li>
        ))}
        {others.map(({ refundId, amount, succeeded }) => (
          <li key={refundId}>
            <p>
              <strong class="amount">{formatMoney(amount)}</strong>{' '}
              {succeeded ? 'went back to your card.' : 'is on its way back to your card.'}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const namesOf = ({ items }: Order, { lines }: Order['reversals'][number]): string =>
  lines
    .map(({ orderItemId, quantity }) => {
      const name = items.find((item) => item.orderItemId === orderItemId)?.name ?? 'a product';
      return `${quantity} × ${name}`;
    })
    .join(', ');

/** How things come back: the shop writes a return down when it has arrived. */
export const SendingBack = ({ order }: { order: Order }) =>
  order.items.every(({ quantityDelivered, quantityReturned }) => quantityDelivered <= quantityReturned) ? null : (
    <section class="panel">
      <h2>Not what you wanted?</h2>
      <p>
        Send it back with the number of this order, <strong class="amount">{order.number}</strong>, in the parcel. Its
        return stands here as soon as it has arrived, and the money for it goes back to your card.
      </p>
    </section>
  );
