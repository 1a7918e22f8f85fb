import type { Order } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { formatTime, lineWords, reversalMoney } from '../shop/order-words.ts';
import { Photo } from './photo.tsx';

export const OrderItems = ({ order }: { order: Order }) => (
  <ul class="cart-lines">
    {order.items.map((item) => (
      <li class="cart-line" key={item.orderItemId}>
        <a href={`/products/${item.productId}`} class="cart-line-photo" tabIndex={-1} aria-hidden="true">
          <Photo image={item.imageUrl === null ? null : { url: item.imageUrl, alt: '' }} sizes="96px" />
        </a>
        <div class="cart-line-text">
          <a href={`/products/${item.productId}`}>
            <strong>{item.name}</strong>
          </a>
          <p class="muted">
            {item.quantity} × {formatMoney(item.unitPrice)}
          </p>
          {lineWords(item) !== '' && <p class="muted">{lineWords(item)}</p>}
        </div>
        <p class="cart-line-total">{formatMoney(item.totalPrice)}</p>
      </li>
    ))}
  </ul>
);

export const Shipments = ({ order: { shipments } }: { order: Order }) =>
  shipments.length === 0 ? null : (
    <section class="panel">
      <h2>Shipments</h2>
      {shipments.map(({ shipmentId, carrier, trackingNumber, shippedAt, deliveredAt }) => (
        <p key={shipmentId}>
          {carrier} <strong>{trackingNumber}</strong>{' '}
          <span class="muted">
            {deliveredAt === null ? `sent ${formatTime(shippedAt)}` : `arrived ${formatTime(deliveredAt)}`}
          </span>
        </p>
      ))}
    </section>
  );

/** Units that were cancelled or came back, with what went back for them. */
export const Reversals = ({ order: { items, reversals } }: { order: Order }) =>
  reversals.length === 0 ? null : (
    <section class="panel">
      <h2>Cancelled and returned</h2>
      {reversals.map((reversal) => (
        <p key={reversal.reversalId}>
          {reversal.lines
            .map(({ orderItemId, quantity }) => {
              const name = items.find((item) => item.orderItemId === orderItemId)?.name ?? 'a product';
              return `${quantity} × ${name}`;
            })
            .join(', ')}{' '}
          <span class="muted">
            {reversal.kind === 'return' ? 'returned' : 'cancelled'} {formatTime(reversal.createdAt)}.{' '}
            {reversalMoney(reversal)}
          </span>
        </p>
      ))}
    </section>
  );
