import { ProblemError } from '@arcade/client';
import type { Address, Cart, Order } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AddressFields, addressOf } from '../parts/address-fields.tsx';
import { formValues } from '../parts/field.tsx';
import { FormIncompleteError, PaymentForm } from '../parts/payment-form.tsx';
import { attempt, fieldErrors, wordsFor } from '../parts/problem-notice.tsx';
import { TotalsTable } from '../parts/totals.tsx';
import { cart, loadCart } from '../shop/cart.ts';
import { pay, placeOrder } from '../shop/pay.ts';
import { changeProfile, user } from '../shop/session.ts';
import { useTitle } from '../shop/use-title.ts';
import { Waiting } from '../parts/loading.tsx';

export function CheckoutPage() {
  useTitle('Check out');
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route('/sign-in?next=/checkout', true);
    else void attempt(loadCart);
  }, [user.value]);
  const current = cart.value;
  if (user.value === undefined || user.value === null || current === undefined) {
    return <Waiting />;
  }
  if (current.status === 'checkout' && current.orderId !== null) {
    return (
      <p class="notice">
        You have already ordered this. <a href={`/orders/${current.orderId}`}>Go to the order to pay it</a>
      </p>
    );
  }
  if (current.items.length === 0) {
    return (
      <p class="empty">
        There is nothing to check out. <a href="/">Look around</a>
      </p>
    );
  }
  return <Checkout cart={current} address={user.value.address} onOrdered={(orderId) => route(`/orders/${orderId}`)} />;
}

interface CheckoutProps {
  readonly cart: Cart;
  readonly address: Address | null;
  readonly onOrdered: (orderId: string) => void;
}

function Checkout({ cart: current, address, onOrdered }: CheckoutProps) {
  const form = useRef<HTMLFormElement>(null);
  const placed = useRef<Order | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>();

  /** Orders, then pays. A second try after a failed payment pays the order that stands. */
  const orderAndPay = async (token: string) => {
    setFailure(undefined);
    if (form.current?.reportValidity() === false) throw new FormIncompleteError();
    try {
      const shippingAddress = addressOf(formValues(form.current as HTMLFormElement));
      if (placed.current === undefined) {
        placed.current = await placeOrder(current, shippingAddress);
        void keepAddress(shippingAddress);
      }
      return await pay(placed.current.orderId, token);
    } catch (error) {
      setFailure(error);
      if (isCartNews(error)) await loadCart();
      throw error;
    }
  };

  return (
    <>
      <h1>Check out</h1>
      <div class="with-aside">
        <div>
          <form ref={form} class="panel" onSubmit={(event) => event.preventDefault()}>
            <h2>Where to?</h2>
            <AddressFields address={address} errors={fieldErrors(failure)} />
          </form>
          <section class="panel">
            <h2>How do you pay?</h2>
            <PaymentForm
              total={current.totals.total}
              onPay={orderAndPay}
              onPaid={({ orderId }) => {
                void loadCart();
                onOrdered(orderId);
              }}
            />
          </section>
        </div>
        <aside class="panel">
          <h2>Your things</h2>
          <ul class="summary">
            {current.items.map((item) => (
              <li key={item.cartItemId}>
                <span>
                  {item.quantity} × {item.name}
                </span>
                <span>{formatMoney(item.totalPrice)}</span>
              </li>
            ))}
          </ul>
          <TotalsTable totals={current.totals} />
          {isCartNews(failure) && (
            <p class="notice notice-warn" role="alert">
              {newsWords(failure)}
            </p>
          )}
        </aside>
      </div>
    </>
  );
}

const newsCodes = new Set(['price-changed', 'cart-changed', 'insufficient-stock', 'product-not-available']);
const isCartNews = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && newsCodes.has(error.code);

const newsWords = (error: ProblemError): string =>
  error.code === 'price-changed'
    ? 'The total has changed. Look at it again before you pay.'
    : `${wordsFor(error)} Look at your cart again.`;

/** The address of an order becomes the account's when it has none; failing to keep it hurts nobody. */
async function keepAddress(address: Address): Promise<void> {
  if (user.value?.address !== null) return;
  try {
    await changeProfile({ address });
  } catch (error) {
    console.warn('The address was not kept', error);
  }
}
