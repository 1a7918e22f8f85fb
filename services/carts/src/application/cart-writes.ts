import type { CartId } from '@arcade/contracts';
import type { ReplicaProduct } from '../domain/cart.ts';
import type { CartDecision } from '../domain/change-cart.ts';
import type { Cart } from '../domain/cart.ts';

/** Writes that belong to an event's own transaction. */
export interface CartWrites<Tx> {
  /** Locks the cart and changes it. */
  changeCart(tx: Tx, cartId: CartId, decide: (cart: Cart) => CartDecision | undefined): Promise<void>;
  /** Keeps a product unless a newer version is known; with `tell` its carts will hear of it. */
  keepProduct(tx: Tx, product: ReplicaProduct, tell?: 'price-changed' | 'product-ended'): Promise<void>;
}
