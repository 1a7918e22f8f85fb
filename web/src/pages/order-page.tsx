import { ordersApi, type Order } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { useLocation, useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { Countdown } from '../parts/countdown.tsx';
import { Loaded } from '../parts/loading.tsx';
import { formatTime, OrderTimeline, paymentWords, statusWords } from '../parts/order-timeline.tsx';
import { PaymentForm } from '../parts/payment-form.tsx';
import { Photo } from '../parts/photo.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { TotalsTable } from '../parts/totals.tsx';
import { api } from '../shop/api.ts';
import { loadCart } from '../shop/cart.ts';
import { onUser } from '../shop/live.ts';
import { pay } from '../shop/pay.ts';
import { user } from '../shop/session.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

/** While something is being decided the page also asks by itself: a live event may be lost with its connection. */
const askAgainMs = 3000;
const isWaiting = ({ status, paymentStatus }: Order) =>
  paymentStatus === 'PENDING' ||
  paymentStatus === 'AUTHORIZED' ||
  (status === 'PENDING_PAYMENT' && paymentStatus === 'PAID');

export function OrderPage() {
  const orderId = useRoute().params['orderId'] ?? '';
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route(`/sign-in?next=/orders/${orderId}`, true);
  }, [user.value]);
  const { resource, reload, replace } = useResource(
    orderId,
    async () => (await api.call(ordersApi.getOrder, { params: { orderId } })).body,
  );
  useEffect(
    () =>
      onUser((event) => {
        if (event.orderId === orderId) void reload();
      }),
    [orderId],
  );
  const waiting = resource.state === 'ready' && isWaiting(resource.value);
  useEffect(() => {
    if (!waiting) {
      void loadCart().catch(() => undefined);
      return undefined;
    }
    const timer = setInterval(() => void reload(), askAgainMs);
    return () => clearInterval(timer);
  }, [waiting]);
  return (
    <Loaded resource={resource} retry={() => void reload()}>
      {(order) => <OrderView order={order} reload={() => void reload()} replace={replace} />}
    </Loaded>
  );
}

interface OrderViewProps {
  readonly order: Order;
  readonly reload: () => void;
  readonly replace: (order: Order) => void;
}

function OrderView({ order, reload, replace }: OrderViewProps) {
  useTitle(`Order ${order.number}`);
  const payable = order.status === 'PENDING_PAYMENT' && !isWaiting(order);
  return (
    <>
      <p class="crumbs">
        <a href="/orders">Your orders</a>
      </p>
      <h1>
        Order {order.number} <StatusTag status={order.status} />
      </h1>
      <div class="with-aside">
        <div>
          <Verdict order={order} />
          {payable && <PayAgain order={order} reload={reload} />}
          <section class="panel">
            <h2>Things</h2>
            <Items order={order} />
          </section>
          <Shipments order={order} />
        </div>
        <aside class="panel">
          <OrderTimeline order={order} />
          <p data-testid="payment-status">{paymentWords(order.paymentStatus)}</p>
          {order.refundedAmount.amount > 0 && (
            <p data-testid="refunded">
              <strong>{formatMoney(order.refundedAmount)}</strong> went back to your card.
            </p>
          )}
          <TotalsTable totals={order.totals} />
          <ShippingAddress order={order} />
          <Cancel order={order} replace={replace} />
        </aside>
      </div>
    </>
  );
}

export const StatusTag = ({ status }: { status: Order['status'] }) => (
  <span class="tag" data-testid="order-status" data-status={status}>
    {statusWords(status)}
  </span>
);

function Verdict({ order }: { order: Order }) {
  if (order.status === 'CONFIRMED') return <p class="notice notice-good">Thank you! Your order is confirmed.</p>;
  if (order.status === 'EXPIRED') {
    return (
      <p class="notice notice-warn">
        The time to pay is over and the things went back on the shelf. They are still <a href="/cart">in your cart</a>.
      </p>
    );
  }
  if (order.status === 'CANCELLED') {
    return (
      <p class="notice notice-warn">
        This order is cancelled{order.cancelReason === null ? '' : `: ${order.cancelReason}`}.
      </p>
    );
  }
  if (isWaiting(order)) {
    return (
      <p class="notice" role="status">
        Your bank is still deciding. This page tells you as soon as it has; you can also come back later.
      </p>
    );
  }
  return null;
}

const PayAgain = ({ order, reload }: { order: Order; reload: () => void }) => (
  <section class="panel">
    <h2>Pay</h2>
    {order.paymentStatus === 'FAILED' && (
      <p class="notice notice-bad" role="alert">
        The last payment did not go through. You can try another card.
      </p>
    )}
    {order.payUntil !== null && (
      <p>
        <Countdown until={order.payUntil} onEnd={reload}>
          {(left) => (
            <>
              Your things are held for another <strong>{left}</strong>.
            </>
          )}
        </Countdown>
      </p>
    )}
    <PaymentForm total={order.totalAmount} onPay={(token) => pay(order.orderId, token)} onPaid={reload} />
  </section>
);

const Items = ({ order }: { order: Order }) => (
  <ul class="cart-lines">
    {order.items.map((item) => (
      <li class="cart-line" key={item.orderItemId}>
        <a href={`/products/${item.productId}`} class="cart-line-photo" tabIndex={-1} aria-hidden="true">
          <Photo image={item.imageUrl === null ? null : { url: item.imageUrl, alt: '' }} sizes="96px" />
        </a>
        <div class="cart-line-text">
          <strong>{item.name}</strong>
          <p class="muted">
            {item.quantity} × {formatMoney(item.unitPrice)}
          </p>
        </div>
        <p class="cart-line-total">{formatMoney(item.totalPrice)}</p>
      </li>
    ))}
  </ul>
);

const Shipments = ({ order: { shipments } }: { order: Order }) =>
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

const ShippingAddress = ({ order: { shippingAddress: to } }: { order: Order }) => (
  <address>
    {to.line1}
    <br />
    {to.line2 !== undefined && (
      <>
        {to.line2}
        <br />
      </>
    )}
    {to.postalCode} {to.city}, {to.countryCode}
  </address>
);

const cancellable = new Set<Order['status']>(['PENDING_PAYMENT', 'CONFIRMED', 'PROCESSING']);

function Cancel({ order, replace }: { order: Order; replace: (order: Order) => void }) {
  if (!cancellable.has(order.status)) return null;
  const paid = order.status !== 'PENDING_PAYMENT';
  const cancel = async () => {
    const question = paid ? 'Cancel this order? Your money goes back by itself.' : 'Cancel this order?';
    if (!confirm(question)) return;
    const { orderId } = order;
    replace((await api.call(ordersApi.cancelOrder, { params: { orderId }, body: {} })).body);
    await loadCart();
  };
  return (
    <button type="button" class="wide" onClick={() => void attempt(cancel)}>
      Cancel the order
    </button>
  );
}
