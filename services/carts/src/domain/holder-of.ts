import type { Holder } from '@arcade/contracts';
import type { Cart } from './cart.ts';

/** Guests' carts of nobody knows where count as one network. */
const unknownNetwork = 'unknown'.padEnd(22, '-');

/** For whom a cart holds units: who is known better may hold more. */
export function holderOf({ userId, network, boughtBefore }: Pick<Cart, 'userId' | 'network' | 'boughtBefore'>): Holder {
  if (userId === null) return { trust: 'guest', network: network ?? unknownNetwork };
  return { trust: boughtBefore ? 'buyer' : 'member' };
}
