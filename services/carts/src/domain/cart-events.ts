import { CartChanged, CartExpired } from '@arcade/contracts';
import { outgoing, type OutgoingEvent } from '@arcade/messaging';
import type { Cart, CartNews } from './cart.ts';

/** What is published of a cart; its revision orders its events. */
export function eventOf(
  { cartId, userId, revision }: Pick<Cart, 'cartId' | 'userId' | 'revision'>,
  news: CartNews,
): OutgoingEvent {
  const aggregate = { id: cartId, version: revision };
  return news === 'expired'
    ? outgoing(CartExpired, aggregate, { cartId, userId })
    : outgoing(CartChanged, aggregate, { cartId, userId, reason: news });
}
