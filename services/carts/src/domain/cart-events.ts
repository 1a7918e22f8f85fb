import { CartChanged, CartExpired } from '@arcade/contracts';
import type { Cart, CartNews } from './cart.ts';

/** What is published of a cart; its revision orders its events. */
export function eventOf({ cartId, userId, revision }: Pick<Cart, 'cartId' | 'userId' | 'revision'>, news: CartNews) {
  const aggregate = { id: cartId, version: revision };
  if (news === 'expired') return { definition: CartExpired, aggregate, payload: { cartId, userId } } as const;
  return { definition: CartChanged, aggregate, payload: { cartId, userId, reason: news } } as const;
}
