import type { Cart } from './cart.ts';
import type { CartDecision } from './change-cart.ts';

/** Clocks of two services differ a little. */
const toleranceMs = 1000;

/**
 * Inventory gave up a hold at this time. Undefined when the cart holds for longer than that: it has held anew since, or
 * only a part went back because its owner wanted less.
 */
export function loseHold(cart: Cart, at: Date): CartDecision | undefined {
  if (cart.status !== 'open' || cart.heldUntil === null || cart.lines.every(({ held }) => held === 0)) return undefined;
  if (cart.heldUntil.getTime() > at.getTime() + toleranceMs) return undefined;
  return { cart, news: 'hold-expired' };
}
