import type { CartId, ProductId } from '@arcade/contracts';
import type { ReplicaProduct } from '../domain/cart.ts';

/** A product that changed and how far its carts have been told. */
export interface ProductNews {
  readonly productId: ProductId;
  readonly reason: 'price-changed' | 'product-ended';
  /** Whether it is over for good, so that its lines drop out. */
  readonly ended: boolean;
}

/** Our copy of what products says, kept by its events; older versions are ignored. */
export interface PriceReplica {
  keep(products: readonly ReplicaProduct[]): Promise<void>;
  /**
   * Tells carts about changed products, some at a time, through `tell`; what it has not done when it throws is done
   * again. True when there may be more to tell.
   */
  tellCarts(limit: number, tell: (news: ProductNews, carts: readonly CartId[]) => Promise<void>): Promise<boolean>;
}
