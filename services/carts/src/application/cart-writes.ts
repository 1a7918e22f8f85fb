import type { CartId } from '@arcade/contracts';
import type { ReplicaProduct } from '../domain/cart.ts';
import type { CartDecision } from '../domain/change-cart.ts';
import type { Cart } from '../domain/cart.ts';
import type { OrderNews } from '../domain/follow-order.ts';

/** Writes that belong to an event's own transaction. */
export interface CartWrites<Tx> {
  /** Lets an order's cart and the uses of its codes follow the order; they do also when the cart has been forgotten. */
  followOrder(tx: Tx, cartId: CartId, news: OrderNews): Promise<void>;
  /** Locks the cart and changes it. */
  changeCart(tx: Tx, cartId: CartId, decide: (cart: Cart) => CartDecision | undefined): Promise<void>;
  /** Keeps a product unless a newer version is known; with `tell` its carts will be told. */
  keepProduct(tx: Tx, product: ReplicaProduct, tell?: 'price-changed' | 'product-ended'): Promise<void>;
}
