import * as z from 'zod';
import { CartId, UserId } from '../ids.ts';
import { event } from './event.ts';

/** Something in a cart changed without its owner doing it: a price, a lost hold, an ended product. */
export const CartChanged = event('carts', 'cart', 'changed', {
  cartId: CartId,
  userId: UserId.nullable(),
  reason: z.enum(['price-changed', 'hold-expired', 'product-ended', 'reopened', 'closed']),
});
export const CartExpired = event('carts', 'cart', 'expired', { cartId: CartId, userId: UserId.nullable() });
