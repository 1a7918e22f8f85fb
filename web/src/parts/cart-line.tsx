import type { CartItem, CartProblem, MergeLimit } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { removeFromCart, setQuantity } from '../shop/cart.ts';
import { Photo } from './photo.tsx';
import { attempt } from './problem-notice.tsx';
import { QuantityStepper } from './quantity-stepper.tsx';

export function CartLine({ item, locked }: { item: CartItem; locked: boolean }) {
  const image = item.imageUrl === null ? null : { url: item.imageUrl, alt: '' };
  return (
    <li class="cart-line" data-testid="cart-line">
      <a href={`/products/${item.productId}`} class="cart-line-photo" tabIndex={-1} aria-hidden="true">
        <Photo image={image} sizes="96px" />
      </a>
      <div class="cart-line-text">
        <a href={`/products/${item.productId}`}>
          <strong>{item.name}</strong>
        </a>
        <p class="muted">
          {locked && `${item.quantity} × `}
          {formatMoney(item.unitPrice)}
          {!locked && ' each'}
        </p>
        {item.problems.map((problem) => (
          <p class="tag tag-warn" key={problem.code}>
            {cartProblemWords(problem)}
            {problem.code === 'quota' && problem.signIn && (
              <>
                {'. '}
                <a href="/sign-in?next=/cart">Sign in</a> to hold more
              </>
            )}
          </p>
        ))}
      </div>
      {!locked && <LineActions item={item} />}
      <p class="cart-line-total">
        {formatMoney(item.totalPrice)}
        {item.discount.amount > 0 && (
          <span class="discount">
            −{formatMoney(item.discount)} <span class="hidden">discount</span>
          </span>
        )}
      </p>
    </li>
  );
}

function LineActions({ item: { productId, name, quantity } }: { item: CartItem }) {
  const [busy, setBusy] = useState(false);
  const change = async (action: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    await attempt(action);
    setBusy(false);
  };
  const set = (next: number) =>
    change(async () => {
      const { items, totals } = await setQuantity(productId, next);
      const now = items.find((item) => item.productId === productId)?.quantity ?? 0;
      announce(`${name}: ${now}. The total is ${formatMoney(totals.total)}.`);
    });
  const remove = (button: HTMLElement) =>
    change(async () => {
      const neighbour = neighbourOf(button);
      const { totals } = await removeFromCart(productId);
      announce(`${name} is removed. The total is ${formatMoney(totals.total)}.`);
      neighbour?.focus();
    });
  return (
    <div class="cart-line-actions">
      <QuantityStepper
        quantity={quantity}
        label={`Quantity of ${name}`}
        busy={busy}
        onChange={(next) => void set(next)}
      />
      <button
        class="link"
        type="button"
        aria-disabled={busy}
        aria-label={`Remove ${name}`}
        onClick={(event) => void remove(event.currentTarget)}
      >
        Remove
      </button>
    </div>
  );
}

/** The button that does the same for the next line, or the one before, when this line goes. */
function neighbourOf(button: HTMLElement): HTMLElement | null | undefined {
  const line = button.closest('li');
  const next = line?.nextElementSibling ?? line?.previousElementSibling;
  return next?.querySelector<HTMLElement>('.link');
}

const leftWords: Readonly<Record<MergeLimit, string>> = {
  'not-for-sale': 'not for sale',
  'other-currency': 'another currency',
  'too-many-products': 'too many products',
  'too-many-units': 'too many units',
  'too-dear': 'too much money for one order',
  'out-of-stock': 'out of stock',
};

export function cartProblemWords(problem: CartProblem): string {
  switch (problem.code) {
    case 'insufficient-stock':
      return problem.available === 0 ? 'Sold out' : `Only ${problem.available} of ${problem.requested} available`;
    case 'price-changed':
      return `Price changed from ${formatMoney(problem.oldPrice)} to ${formatMoney(problem.newPrice)}`;
    case 'not-available':
      return `${problem.productName} is no longer for sale`;
    case 'hold-expired':
      return 'No longer held for you';
    case 'quota':
      return `${problem.allowed} of ${problem.requested} held for you`;
    case 'not-merged':
      return `${problem.quantity} × ${problem.productName} stayed behind when your carts were merged: ${leftWords[problem.reason]}`;
    case 'code-not-merged':
      return `The code ${problem.promotionCode} stayed behind when your carts were merged`;
    case 'too-dear':
      return `An order can cost at most ${formatMoney(problem.maximum)}`;
  }
}
