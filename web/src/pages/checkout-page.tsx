import { ProblemError } from '@arcade/client';
import { pages, type Cart, type Order, type SavedAddress, type User } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { DeliveryForm, deliveryFaults, deliveryOf } from '../parts/delivery-form.tsx';
import { formValues } from '../parts/field.tsx';
import { Loaded, Waiting } from '../parts/loading.tsx';
import { FormIncompleteError, PaymentForm } from '../parts/payment-form.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { TotalsTable } from '../parts/totals.tsx';
import { useFieldErrors } from '../parts/use-form.ts';
import { addAddress, listAddresses } from '../shop/address-book.ts';
import { addressDraft } from '../shop/address-draft.ts';
import { cart, loadCart } from '../shop/cart.ts';
import { pay, placeOrder } from '../shop/pay.ts';
import { wordsFor } from '../shop/problem-words.ts';
import { user } from '../shop/session.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

export function CheckoutPage() {
  useTitle(pages.checkout.title);
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route('/sign-in?next=/checkout', true);
    else if (user.value !== undefined) void attempt(loadCart);
  }, [user.value]);
  const current = cart.value;
  const { value: buyer } = user;
  if (buyer === undefined || buyer === null || current === undefined) return <Waiting heading={pages.checkout.title} />;
  if (current.status === 'checkout' && current.orderId !== null) return <AlreadyOrdered orderId={current.orderId} />;
  if (current.items.length === 0) return <NothingToBuy />;
  return <CheckoutOf cart={current} buyer={buyer} />;
}

const AlreadyOrdered = ({ orderId }: { orderId: string }) => (
  <section class="empty">
    <h1>You have already ordered this</h1>
    <p>The order waits for your payment.</p>
    <p>
      <a class="button primary" href={`/orders/${orderId}`}>
        Go to the order
      </a>
    </p>
  </section>
);

const NothingToBuy = () => (
  <section class="empty">
    <h1>There is nothing to check out</h1>
    <p>
      <a class="button primary" href="/">
        Look around
      </a>
    </p>
  </section>
);

interface CheckoutProps {
  readonly cart: Cart;
  readonly buyer: User;
}

function CheckoutOf({ cart: current, buyer }: CheckoutProps) {
  const { resource, reload } = useResource(buyer.userId, listAddresses);
  return (
    <Loaded resource={resource} retry={() => void reload()} heading={pages.checkout.title}>
      {(book) => <Checkout cart={current} buyer={buyer} book={book} />}
    </Loaded>
  );
}

function Checkout({ cart: current, buyer, book }: CheckoutProps & { readonly book: readonly SavedAddress[] }) {
  const { route } = useLocation();
  const form = useRef<HTMLFormElement>(null);
  const placed = useRef<Order | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>();
  const { errors, check, blame } = useFieldErrors();

  /** Orders, then pays. A second try after a failed payment pays the order that stands. */
  const orderAndPay = async (token: string) => {
    setFailure(undefined);
    const address = form.current;
    if (address === null) throw new FormIncompleteError();
    const values = formValues(address);
    if (!check(address, deliveryFaults(values))) throw new FormIncompleteError();
    try {
      const { shippingAddress, isKept } = deliveryOf(values, book, buyer);
      if (placed.current === undefined) {
        placed.current = await placeOrder(current, shippingAddress);
        addressDraft.clear();
        // Failing to keep an address hurts nobody.
        if (isKept) void addAddress(shippingAddress).catch(console.warn);
      }
      return await pay(placed.current.orderId, token);
    } catch (error) {
      setFailure(error);
      blame(address, error);
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
            <DeliveryForm book={book} buyer={buyer} errors={errors} />
          </form>
          <section class="panel">
            <h2>How do you pay?</h2>
            <PaymentForm
              total={current.totals.total}
              onPay={orderAndPay}
              onPaid={({ orderId }) => {
                void loadCart();
                route(`/orders/${orderId}`);
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
