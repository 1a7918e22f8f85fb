import { ProblemError } from '@arcade/client';
import { pages, type Address, type Cart, type Order } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AddressFields, addressOf, valuesOf } from '../parts/address-fields.tsx';
import { formValues } from '../parts/field.tsx';
import { Waiting } from '../parts/loading.tsx';
import { FormIncompleteError, PaymentForm } from '../parts/payment-form.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { TotalsTable } from '../parts/totals.tsx';
import { useFieldErrors } from '../parts/use-form.ts';
import { addressDraft } from '../shop/address-draft.ts';
import { cart, loadCart } from '../shop/cart.ts';
import { formatMoney } from '@arcade/money';
import { pay, placeOrder } from '../shop/pay.ts';
import { wordsFor } from '../shop/problem-words.ts';
import { changeProfile, user } from '../shop/session.ts';
import { useTitle } from '../shop/use-title.ts';

export function CheckoutPage() {
  useTitle(pages.checkout.title);
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route('/sign-in?next=/checkout', true);
    else if (user.value !== undefined) void attempt(loadCart);
  }, [user.value]);
  const current = cart.value;
  if (user.value === undefined || user.value === null || current === undefined) {
    return <Waiting heading={pages.checkout.title} />;
  }
  if (current.status === 'checkout' && current.orderId !== null) {
    return (
      <section class="empty">
        <h1>You have already ordered this</h1>
        <p>The order waits for your payment.</p>
        <p>
          <a class="button primary" href={`/orders/${current.orderId}`}>
            Go to the order
          </a>
        </p>
      </section>
    );
  }
  if (current.items.length === 0) {
    return (
      <section class="empty">
        <h1>There is nothing to check out</h1>
        <p>
          <a class="button primary" href="/">
            Look around
          </a>
        </p>
      </section>
    );
  }
  return (
    <Checkout
      cart={current}
      recipient={`${user.value.firstName} ${user.value.lastName}`}
      address={user.value.address}
      onOrdered={(orderId) => route(`/orders/${orderId}`)}
    />
  );
}

interface CheckoutProps {
  readonly cart: Cart;
  /** Who takes the parcel. */
  readonly recipient: string;
  readonly address: Address | null;
  readonly onOrdered: (orderId: string) => void;
}

function Checkout({ cart: current, recipient, address, onOrdered }: CheckoutProps) {
  const form = useRef<HTMLFormElement>(null);
  const placed = useRef<Order | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>();
  const { errors, check, blame } = useFieldErrors();
  const [typed] = useState(() => addressDraft.get() ?? valuesOf(address));

  /** Orders, then pays. A second try after a failed payment pays the order that stands. */
  const orderAndPay = async (token: string) => {
    setFailure(undefined);
    const addressForm = form.current;
    if (addressForm === null || !check(addressForm)) throw new FormIncompleteError();
    try {
      const shippingAddress = { ...addressOf(formValues(addressForm)), recipient };
      if (placed.current === undefined) {
        placed.current = await placeOrder(current, shippingAddress);
        addressDraft.clear();
        void keepAddress(shippingAddress);
      }
      return await pay(placed.current.orderId, token);
    } catch (error) {
      setFailure(error);
      blame(addressForm, error);
      if (isCartNews(error)) await loadCart();
      throw error;
    }
  };

  return (
    <>
      <h1>{pages.checkout.title}</h1>
      <div class="with-aside">
        <div>
          <form
            ref={form}
            class="panel"
            noValidate
            onSubmit={(event) => event.preventDefault()}
            onInput={(event) => addressDraft.set(formValues(event.currentTarget))}
          >
            <h2>Where to?</h2>
            <AddressFields values={typed} errors={errors} />
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
        <Summary cart={current} failure={failure} />
      </div>
    </>
  );
}

const Summary = ({ cart: { items, totals }, failure }: { cart: Cart; failure: unknown }) => (
  <aside class="panel" aria-labelledby="summary-title">
    <h2 id="summary-title">Your things</h2>
    <ul class="summary">
      {items.map((item) => (
        <li key={item.cartItemId}>
          <span>
            {item.quantity} × {item.name}
          </span>
          <span class="amount">{formatMoney(item.totalPrice)}</span>
        </li>
      ))}
    </ul>
    <TotalsTable totals={totals} />
    {isCartNews(failure) && <p class="notice notice-warn">{newsWords(failure)}</p>}
  </aside>
);

const newsCodes = new Set(['price-changed', 'cart-changed', 'insufficient-stock', 'product-not-available']);
const isCartNews = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && newsCodes.has(error.code);

const newsWords = (error: ProblemError): string =>
  error.code === 'price-changed' || error.code === 'cart-changed'
    ? wordsFor(error)
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
