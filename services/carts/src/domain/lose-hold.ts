import { withHoldsDue, type Cart } from './cart.ts';
import type { CartDecision } from './change-cart.ts';

/** Clocks of two services differ a little. */
const toleranceMs = 1000;

/** Inventory gave up a hold at this time. Undefined when the cart holds for longer than that: it has held anew since. */
export function loseHold(cart: Cart, at: Date): CartDecision | undefined {
  if (cart.status !== 'open' || cart.heldUntil === null || cart.lines.every(({ held }) => held === 0)) return undefined;
  if (cart.heldUntil.getTime() > at.getTime() + toleranceMs) return undefined;
  return { cart, news: 'hold-expired' };
}

/** Inventory gave units of an open cart to somebody who had signed in: it is asked what the cart holds now. */
export const giveWay = (cart: Cart): CartDecision | undefined =>
  cart.status === 'open' && cart.lines.some(({ held }) => held > 0) ? { cart: withHoldsDue(cart) } : undefined;
