import type { OrderId, OrderStatus } from '@arcade/contracts';
import { holdsAreSettled, withHoldsDue, type Cart } from './cart.ts';
import { changed, type CartDecision, type OrderUses } from './change-cart.ts';

/** The order was not placed: the same version can be ordered again. Undefined when it is not this order's lease. */
export function releaseLease(cart: Cart, orderId: OrderId): CartDecision | undefined {
  if (cart.status !== 'checkout' || cart.orderId !== orderId || cart.lockedUntil === null) return undefined;
  return { cart: unlocked(cart, orderId), settles: { orderId, version: 0, lives: false }, news: 'reopened' };
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
  /** Of the order. */
  readonly version: number;
  /** `ended`: without goods, whether it had been confirmed before or not. */
  readonly kind: 'placed' | 'confirmed' | 'ended';
}

/** Uses are the order's own: they follow it whatever has become of its cart, which may even be forgotten. */
export const usesAfter = ({ orderId, version, kind }: OrderNews): OrderUses => ({
  orderId,
  version,
  lives: kind !== 'ended',
});

/** Events may be late, repeated or out of order; only what still fits the cart changes it. */
export function followOrder(cart: Cart, news: OrderNews): CartDecision | undefined {
  const decision = changeAfter(cart, news);
  // Its quote says whether it uses codes: most orders use none.
  const usesNone = cart.orderId === news.orderId && cart.quote?.codes.length === 0;
  return usesNone ? decision : { ...(decision ?? { cart }), settles: usesAfter(news) };
}

function changeAfter(cart: Cart, { orderId, cartVersion, kind }: OrderNews): CartDecision | undefined {
  const locks = cart.status === 'checkout' && cart.orderId === orderId;
  // Its lease ran out or it was given up, and nobody has changed the cart since. No other order can have this version.
  const untouched = cart.status === 'open' && cart.version === cartVersion;
  switch (kind) {
    case 'placed':
      if (locks) return cart.lockedUntil === null ? undefined : { cart: { ...cart, lockedUntil: null } };
      return untouched ? { cart: { ...cart, status: 'checkout', orderId, lockedUntil: null } } : undefined;
    case 'confirmed': {
      // An expired order may still be paid for: the cart it gave back is bought after all.
      const givenBack = cart.status === 'open' && cart.lastOrderId === orderId && cart.version === cartVersion + 1;
      if (!locks && !untouched && !givenBack) return undefined;
      const closed = changed(cart, { status: 'closed', orderId, lockedUntil: null });
      const tookOver = locks && cart.version === cartVersion && holdsAreSettled(cart);
      return { cart: tookOver ? { ...closed, heldUntil: null } : withHoldsDue(closed), news: 'closed' };
    }
    case 'ended':
      if (!locks && !untouched) return undefined;
      // The order had taken over the holds; holding again is up to the shopper. A version that once had an order is spent.
      return { cart: changed(unlocked(cart, orderId), { heldUntil: cart.readAt }), news: 'reopened' };
  }
}

/** An order as orders answers for it. */
export interface OrderAnswer {
  readonly status: OrderStatus;
  readonly version: number;
}

/** Orders was asked for the order that locks the cart; undefined: there is none, which is final once the lease is over. */
export function followAnswer(cart: Cart, orderId: OrderId, order: OrderAnswer | undefined): CartDecision | undefined {
  const { status, orderId: lockedBy, lockedUntil, readAt, version: cartVersion } = cart;
  if (status !== 'checkout' || lockedBy !== orderId) return undefined;
  if (order === undefined) {
    return lockedUntil !== null && lockedUntil <= readAt ? releaseLease(cart, orderId) : undefined;
  }
  const kind = kindOf(order.status);
  if (kind === 'placed' && lockedUntil === null) return undefined;
  return followOrder(cart, { orderId, cartVersion, version: order.version, kind });
}

function kindOf(status: OrderStatus): OrderNews['kind'] {
  switch (status) {
    case 'PENDING_PAYMENT':
      return 'placed';
    case 'CANCELLED':
    case 'EXPIRED':
      return 'ended';
    case 'CONFIRMED':
    case 'PROCESSING':
    case 'SHIPPED':
    case 'DELIVERED':
    case 'COMPLETED':
    case 'RETURNED':
      return 'confirmed';
  }
}
