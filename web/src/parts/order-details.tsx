import type { Order } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { countUnits, unitsToCancel } from '../shop/cancel-units.ts';
import { formatTime, lineWords } from '../shop/order-words.ts';
import { CancelLine } from './cancel-order.tsx';
import { Photo } from './photo.tsx';

interface OrderItemsProps {
  readonly order: Order;
  readonly cancel: (orderItemId?: string) => void;
}

export function OrderItems({ order, cancel }: OrderItemsProps) {
  // With a single unit the button of the whole order says the same.
  const isChoice = countUnits(unitsToCancel(order)) > 1;
  return (
    <ul class="cart-lines">
      {order.items.map((item) => (
        <li class="cart-line" key={item.orderItemId} data-testid="order-line">
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
            {lineWords(item) !== '' && <p class="tag tag-muted">{lineWords(item)}</p>}
          </div>
          {isChoice && (
            <div class="cart-line-actions">
              <CancelLine item={item} open={cancel} />
            </div>
          )}
          <p class="cart-line-total">{formatMoney(item.totalPrice)}</p>
        </li>
      ))}
    </ul>
  );
}

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
