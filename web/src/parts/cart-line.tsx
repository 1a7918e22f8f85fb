import type { CartItem, CartProblem, MergeLimit } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { useState } from 'preact/hooks';
import { removeFromCart, setQuantity } from '../shop/cart.ts';
import { Photo } from './photo.tsx';
import { attempt } from './problem-notice.tsx';
import { QuantityStepper } from './quantity-stepper.tsx';

export function CartLine({ item, locked }: { item: CartItem; locked: boolean }) {
  const [busy, setBusy] = useState(false);
  const change = async (action: () => Promise<unknown>) => {
    setBusy(true);
    await attempt(action);
    setBusy(false);
  };
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
        <p class="muted">{formatMoney(item.unitPrice)} each</p>
        {item.problems.map((problem) => (
          <p class="tag tag-warn" key={problem.code}>
            {cartProblemWords(problem)}
          </p>
        ))}
      </div>
      {!locked && (
        <div class="cart-line-actions">
          <QuantityStepper
            quantity={item.quantity}
            label={`Quantity of ${item.name}`}
            busy={busy}
            onChange={(quantity) => void change(() => setQuantity(item.productId, quantity))}
          />
          <button
            class="link"
            type="button"
            disabled={busy}
            aria-label={`Remove ${item.name}`}
            onClick={() => void change(() => removeFromCart(item.productId))}
          >
            Remove
          </button>
        </div>
      )}
      <p class="cart-line-total">
        {locked && <span class="muted">{item.quantity} × </span>}
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
    case 'not-merged':
      return `${problem.quantity} × ${problem.productName} stayed behind when your carts were merged: ${leftWords[problem.reason]}`;
    case 'code-not-merged':
      return `The code ${problem.promotionCode} stayed behind when your carts were merged`;
    case 'too-dear':
      return `An order can cost at most ${formatMoney(problem.maximum)}`;
  }
}
