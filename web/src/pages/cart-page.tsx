import { pages, type Cart } from '@arcade/contracts';
import { useEffect } from 'preact/hooks';
import { CartLine, cartProblemWords } from '../parts/cart-line.tsx';
import { CodeForm } from '../parts/code-form.tsx';
import { Countdown } from '../parts/countdown.tsx';
import { Waiting } from '../parts/loading.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { TotalsTable } from '../parts/totals.tsx';
import { announce } from '../shop/announcer.ts';
import { acknowledge, cart, holdAgain, loadCart } from '../shop/cart.ts';
import { useTitle } from '../shop/use-title.ts';

export function CartPage() {
  useTitle(pages.cart.title);
  useEffect(() => void attempt(loadCart), []);
  const current = cart.value;
  if (current === undefined) return <Waiting heading={pages.cart.title} />;
  if (current.items.length === 0) return <EmptyCart cart={current} />;
  const locked = current.status !== 'open';
  return (
    <>
      <h1>{pages.cart.title}</h1>
      <div class="with-aside">
        <div>
          {locked ? <LockedNotice cart={current} /> : <HoldNotice cart={current} />}
          <Changes cart={current} />
          <ul class="cart-lines">
            {current.items.map((item) => (
              <CartLine key={item.cartItemId} item={item} locked={locked} />
            ))}
          </ul>
        </div>
        <aside class="panel" aria-label="Totals">
          <TotalsTable totals={current.totals} />
          {!locked && <CodeForm codes={current.codes} />}
          {!locked && (
            <a class="button primary wide" href="/checkout">
              Check out
            </a>
          )}
        </aside>
      </div>
    </>
  );
}

const EmptyCart = ({ cart: { notices } }: { cart: Cart }) => (
  <section class="empty">
    <h1>Your cart is empty</h1>
    {notices.map((notice, index) => (
      <p key={index}>{cartProblemWords(notice)}</p>
    ))}
    <p>
      <a class="button primary" href="/">
        Look around
      </a>
    </p>
  </section>
);

const LockedNotice = ({ cart: { orderId } }: { cart: Cart }) => (
  <p class="notice">
    An order of these things is waiting for your payment.{' '}
    {orderId !== null && <a href={`/orders/${orderId}`}>Go to the order</a>}
  </p>
);

async function holdLonger(): Promise<void> {
  await holdAgain();
  announce('Your things are held for you.');
}

async function accept(): Promise<void> {
  await acknowledge();
  announce('The changes are accepted.');
}

function HoldNotice({ cart: current }: { cart: Cart }) {
  if (current.heldUntil === null) {
    return (
      <p class="notice notice-warn">
        Nothing is held for you any more.{' '}
        <button type="button" onClick={() => void attempt(holdLonger)}>
          Hold it again
        </button>
      </p>
    );
  }
  return (
    <p class="notice" data-testid="hold">
      <Countdown until={current.heldUntil} onEnd={() => void attempt(loadCart)}>
        {(left) => (
          <>
            Held for you for another <strong>{left}</strong>
          </>
        )}
      </Countdown>{' '}
      <button class="link" type="button" onClick={() => void attempt(holdLonger)}>
        Hold longer
      </button>
    </p>
  );
}

/** Prices that changed and things that dropped out, until the shopper has seen them. */
function Changes({ cart: { items, notices } }: { cart: Cart }) {
  const priceChanged = items.some(({ problems }) => problems.some(({ code }) => code === 'price-changed'));
  useEffect(() => {
    if (priceChanged || notices.length > 0) announce('Something in your cart has changed.');
  }, [priceChanged, notices.length]);
  if (!priceChanged && notices.length === 0) return null;
  return (
    <div class="notice notice-warn">
      {priceChanged && <p>Some prices have changed since you added these things.</p>}
      {notices.map((notice, index) => (
        <p key={index}>{cartProblemWords(notice)}</p>
      ))}
      <button type="button" onClick={() => void attempt(accept)}>
        All right
      </button>
    </div>
  );
}
