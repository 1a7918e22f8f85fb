import type { OrderId } from '@arcade/contracts';
import { holdsAreSettled, type Cart } from './cart.ts';
import { changed, type CartDecision } from './change-cart.ts';

/** The order was not placed: the same version can be ordered again. Undefined when it is not this order's lease. */
export function releaseLease(cart: Cart, orderId: OrderId): CartDecision | undefined {
  if (cart.status !== 'checkout' || cart.orderId !== orderId || cart.lockedUntil === null) return undefined;
  return { cart: unlocked(cart, orderId), giveBack: orderId, news: 'reopened' };
}

const unlocked = (cart: Cart, orderId: OrderId): Cart => ({
  ...cart,
  status: 'open',
  orderId: null,
  lockedUntil: null,
  lastOrderId: orderId,
  quote: null,
});

/** What orders says of the order that was placed from a cart. */
export interface OrderNews {
  readonly orderId: OrderId;
  readonly cartVersion: number;
  readonly kind: 'placed' | 'confirmed' | 'ended';
}

/** Events may be late, repeated or out of order; only what still fits the cart changes it. */
export function followOrder(cart: Cart, { orderId, cartVersion, kind }: OrderNews): CartDecision | undefined {
  const locks = cart.status === 'checkout' && cart.orderId === orderId;
  // Its lease ran out or it was given up, and nobody has changed the cart since.
  const lastOrder = cart.lastOrderId === null || cart.lastOrderId === orderId;
  const untouched = cart.status === 'open' && lastOrder && cart.version === cartVersion;
  switch (kind) {
    case 'placed':
      if (locks) return cart.lockedUntil === null ? undefined : { cart: { ...cart, lockedUntil: null } };
      if (!untouched) return undefined;
      return { cart: { ...cart, status: 'checkout', orderId, lockedUntil: null }, retake: orderId };
    case 'confirmed': {
      // An expired order may still be paid for: the cart it gave back is bought after all.
      const givenBack = cart.status === 'open' && cart.lastOrderId === orderId && cart.version === cartVersion + 1;
      const closed = changed(cart, { status: 'closed', orderId, lockedUntil: null });
      if (untouched || givenBack) return { cart: closed, holds: true, retake: orderId, news: 'closed' };
      // The cart has gone its own way, but the order's codes are used.
      if (!locks) return cart.orderId === orderId ? undefined : { cart, retake: orderId };
      const tookOver = cart.version === cartVersion && holdsAreSettled(cart);
      return tookOver
        ? { cart: { ...closed, heldUntil: null }, news: 'closed' }
        : { cart: closed, holds: true, news: 'closed' };
    }
    case 'ended':
      // A version that once had an order is spent, also when another order's lease has come and gone since.
      if (!locks && !(cart.status === 'open' && cart.version === cartVersion)) return undefined;
      // The order had taken over the holds; holding again is up to the shopper. No other order can have this version.
      return {
        cart: changed(unlocked(cart, orderId), { heldUntil: cart.readAt }),
        giveBack: orderId,
        news: 'reopened',
      };
  }
}
