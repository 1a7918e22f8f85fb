import { pages, type Order } from '@arcade/contracts';
import { useLocation, useRoute } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AddressLines } from '../parts/address-lines.tsx';
import { CancelDialog } from '../parts/cancel-dialog.tsx';
import { CancelOrder } from '../parts/cancel-order.tsx';
import { Loaded } from '../parts/loading.tsx';
import { MoneyHistory, SendingBack } from '../parts/money-history.tsx';
import { OrderItems, Shipments } from '../parts/order-details.tsx';
import { OrderPayment } from '../parts/order-payment.tsx';
import { OrderTimeline } from '../parts/order-timeline.tsx';
import { StatusTag } from '../parts/status-tag.tsx';
import { TotalsTable } from '../parts/totals.tsx';
import { announce } from '../shop/announcer.ts';
import { api } from '../shop/api.ts';
import { unitsToCancel, type Units } from '../shop/cancel-units.ts';
import { loadCart } from '../shop/cart.ts';
import { formatMoney } from '@arcade/money';
import { onUser } from '../shop/live.ts';
import { ordersApi, paymentsApi } from '../shop/operations.ts';
import { isUndecided, paymentWords, statusWords } from '../shop/order-words.ts';
import { ownOrder } from '../shop/own-order.ts';
import { user } from '../shop/session.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

/** While something is being decided the page also asks by itself: a live event may be lost with its connection. */
const askAgainMs = 3000;

export function OrderPage() {
  const orderId = useRoute().params['orderId'] ?? '';
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route(`/sign-in?next=/orders/${orderId}`, true);
  }, [user.value]);
  const steps = useRef<{ readonly version: number; readonly step: string | undefined } | undefined>(undefined);
  const read = async (): Promise<Shown> => {
    const order = ownOrder((await api.call(ordersApi.getOrder, { params: { orderId } })).body);
    // Asking about the payment asks the bank, so it is asked once for each state of the order.
    if (steps.current?.version !== order.version)
      steps.current = { version: order.version, step: await openStep(order) };
    return { order, step: steps.current.step };
  };
  const { resource, reload, replace } = useResource(orderId, read);
  useEffect(
    () =>
      onUser((event) => {
        if (event.change !== 'cart' && event.orderId === orderId) void reload();
      }),
    [orderId],
  );
  const waiting = resource.state === 'ready' && isUndecided(resource.value.order);
  useEffect(() => {
    if (!waiting) {
      void loadCart().catch(() => undefined);
      return undefined;
    }
    const timer = setInterval(() => void reload(), askAgainMs);
    return () => clearInterval(timer);
  }, [waiting]);
  return (
    <Loaded resource={resource} retry={() => void reload()} heading={pages.order.title}>
      {({ order, step }) => (
        <OrderView
          order={order}
          step={step}
          reload={() => void reload()}
          replace={(next) => replace({ order: next, step: undefined })}
        />
      )}
    </Loaded>
  );
}

interface Shown {
  readonly order: Order;
  /** Where the bank waits for the buyer, while it does. */
  readonly step: string | undefined;
}

async function openStep(order: Order): Promise<string | undefined> {
  if (order.status !== 'PENDING_PAYMENT' || !isUndecided(order)) return undefined;
  try {
    const { body } = await api.call(paymentsApi.getPaymentStatus, { query: { orderId: order.orderId } });
    return body.status === 'REQUIRES_ACTION' ? body.nextAction?.url : undefined;
  } catch (error) {
    // Without an answer the page shows what the order says.
    console.warn(error);
    return undefined;
  }
}

interface OrderViewProps extends Shown {
  readonly reload: () => void;
  readonly replace: (order: Order) => void;
}

function OrderView({ order, step, reload, replace }: OrderViewProps) {
  useTitle(`Order ${order.number}`);
  useAnnouncedStatus(order);
  const [cancelling, setCancelling] = useState<Units | undefined>();
  const cancel = (orderItemId?: string) => setCancelling(unitsToCancel(order, orderItemId));
  return (
    <>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/orders">{pages.orders.title}</a>
      </nav>
      <h1>
        Order <span class="amount">{order.number}</span> <StatusTag status={order.status} />
      </h1>
      <div class="with-aside">
        <div>
          <OrderPayment order={order} step={step} reload={reload} />
          <section class="panel">
            <h2>Things</h2>
            <OrderItems order={order} cancel={cancel} />
          </section>
          <Shipments order={order} />
          <MoneyHistory order={order} />
          <SendingBack order={order} />
        </div>
        <aside class="panel" aria-label="About this order">
          <OrderTimeline order={order} />
          <p data-testid="payment-status">{paymentWords(order.paymentStatus)}</p>
          {order.refundedAmount.amount > 0 && (
            <p data-testid="refunded">
              <strong>{formatMoney(order.refundedAmount)}</strong> went back to your card.
            </p>
          )}
          <TotalsTable totals={order.totals} />
          <AddressLines address={order.shippingAddress} />
          <CancelOrder order={order} open={cancel} />
        </aside>
      </div>
      {cancelling !== undefined && (
        <CancelDialog
          order={order}
          chosen={cancelling}
          replace={replace}
          reload={reload}
          close={() => setCancelling(undefined)}
        />
      )}
    </>
  );
}

/** An order moves on while somebody looks at it. */
function useAnnouncedStatus({ status, paymentStatus }: Order): void {
  const told = useRef(`${status} ${paymentStatus}`);
  useEffect(() => {
    const now = `${status} ${paymentStatus}`;
    if (told.current === now) return;
    told.current = now;
    announce(`${statusWords(status)}. ${paymentWords(paymentStatus)}.`);
  }, [status, paymentStatus]);
}
