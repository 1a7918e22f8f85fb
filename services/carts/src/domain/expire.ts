import { withHoldsDue, type Cart } from './cart.ts';
import { changed, type CartDecision } from './change-cart.ts';

/** Nobody has touched it for long. */
export const expire = (cart: Cart): CartDecision | undefined =>
  cart.status === 'open' && cart.expiresAt <= cart.readAt
    ? { cart: withHoldsDue(changed(cart, { status: 'expired' })), news: 'expired' }
    : undefined;
