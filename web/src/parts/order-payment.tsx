import type { Order } from '@arcade/contracts';
import { useState } from 'preact/hooks';
import { isUndecided } from '../shop/order-words.ts';
import { pay } from '../shop/pay.ts';
import { Countdown } from './countdown.tsx';
import { PaymentForm } from './payment-form.tsx';

interface OrderPaymentProps {
  readonly order: Order;
  /** Where the bank waits for the buyer, while it does. */
  readonly step: string | undefined;
  readonly reload: () => void;
}

/** How an order stands, and what its buyer can do to pay it. */
export function OrderPayment({ order, step, reload }: OrderPaymentProps) {
  if (order.status === 'CONFIRMED') return <p class="notice notice-good">Thank you! Your order is confirmed.</p>;
  if (order.status === 'EXPIRED') {
    return (
      <p class="notice notice-warn">
        The time to pay is over and the things went back on the shelf. They are still <a href="/cart">in your cart</a>.
      </p>
    );
  }
  if (order.status === 'CANCELLED') {
    const { cancelReason: reason } = order;
    return (
      <p class="notice notice-warn">This order is cancelled{reason === null || reason === '' ? '' : `: ${reason}`}.</p>
    );
  }
  if (isUndecided(order)) return <Undecided order={order} step={step} reload={reload} />;
  return order.status === 'PENDING_PAYMENT' ? <PayForm order={order} reload={reload} /> : null;
}

/** A bank is asked. It may wait for the buyer: then there is a way back to it, and another way to pay. */
function Undecided({ order, step, reload }: OrderPaymentProps) {
  const [otherWay, setOtherWay] = useState(false);
  if (order.status !== 'PENDING_PAYMENT' || step === undefined) {
    return (
      <p class="notice">
        Your bank is still deciding. This page tells you as soon as it has; you can also come back later.
      </p>
    );
  }
  if (otherWay) return <PayForm order={order} reload={reload} />;
  return (
    <section class="panel">
      <h2>Your bank waits for you</h2>
      <p>The payment is not complete yet: your bank asks you to confirm it.</p>
      <HeldFor order={order} reload={reload} />
      <p class="choices">
        <a class="button primary" href={step}>
          Go on at your bank
        </a>
        <button type="button" onClick={() => setOtherWay(true)}>
          Pay another way
        </button>
      </p>
    </section>
  );
}

const PayForm = ({ order, reload }: Omit<OrderPaymentProps, 'step'>) => (
  <section class="panel">
    <h2>Pay</h2>
    {order.paymentStatus === 'FAILED' && (
      <p class="notice notice-bad" role="alert">
        The last payment did not go through. You can try another card.
      </p>
    )}
    <HeldFor order={order} reload={reload} />
    <PaymentForm total={order.totalAmount} onPay={(token) => pay(order.orderId, token)} onPaid={reload} />
  </section>
);

const HeldFor = ({ order: { payUntil }, reload }: Omit<OrderPaymentProps, 'step'>) =>
  payUntil === null ? null : (
    <p>
      <Countdown until={payUntil} onEnd={reload}>
        {(left) => (
          <>
            Your things are held for another <strong>{left}</strong>.
          </>
        )}
      </Countdown>
    </p>
  );
