import type { Product } from '@arcade/contracts';
import { useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { addToCart } from '../shop/cart.ts';
import { toast } from '../shop/toasts.ts';
import { attempt } from './problem-notice.tsx';
import { QuantityStepper } from './quantity-stepper.tsx';

/** As many as a shopper may take of one thing at once. */
const mostUnits = 99;

export function AddToCart({ product }: { product: Product }) {
  const [wanted, setWanted] = useState(1);
  const [busy, setBusy] = useState(false);
  const { available } = product.availability;
  const max = Math.max(1, Math.min(mostUnits, available));
  // Others buy meanwhile.
  const quantity = Math.min(wanted, max);
  const idle = busy || available === 0;
  const add = async () => {
    setBusy(true);
    await attempt(async () => {
      const cart = await addToCart(product.productId, quantity);
      const line = cart.items.find((item) => item.productId === product.productId);
      const short = line?.problems.some(({ code }) => code === 'insufficient-stock' || code === 'quota') === true;
      toast(short ? `Only ${line?.held ?? 0} could be held for you.` : `${product.name} is in your cart.`, {
        href: '/cart',
        text: 'To the cart',
      });
    });
    setBusy(false);
  };
  return (
    <div class="buy">
      <QuantityStepper
        quantity={quantity}
        label="Quantity"
        max={max}
        onChange={(next) => {
          setWanted(next);
          announce(`Quantity ${next}`);
        }}
      />
      <button class="primary" type="button" aria-disabled={idle} onClick={() => idle || void add()}>
        {available === 0 ? 'Sold out' : 'Add to cart'}
      </button>
      <p class="muted" data-testid="availability">
        {available === 0 && 'None left at the moment.'}
        {available > 0 && (available <= 10 ? `${available} left.` : 'In stock.')}
      </p>
    </div>
  );
}
