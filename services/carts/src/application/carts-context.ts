import type { CartHold, OrderId, ProductId } from '@arcade/contracts';
import type { Failpoints, Logger, Reminders } from '@arcade/service-defaults';
import type { Cart, ReplicaProduct } from '../domain/cart.ts';
import type { OrderAnswer } from '../domain/follow-order.ts';
import type { MergePolicy } from '../domain/merge-carts.ts';
import type { ShippingRates } from '../domain/shipping.ts';
import type { CartRepository } from './cart-repository.ts';
import type { PriceReplica } from './price-replica.ts';
import type { PromotionRepository } from './promotion-repository.ts';

/** Inventory's side of a cart. @throws DomainError dependency-unavailable: the outcome is unknown */
export interface StockHolds {
  /** Makes what is held equal to the lines, moving a merged guest cart's holds first. */
  put(cart: Cart): Promise<CartHold>;
  release(cart: Cart): Promise<void>;
}

export interface CartSettings {
  readonly leaseMs: number;
  readonly userIdleMs: number;
  readonly guestIdleMs: number;
  readonly holdRetrySeconds: number;
  readonly mergePolicy: MergePolicy;
  readonly shippingRates: ShippingRates;
  /** Of an empty cart. */
  readonly shopCurrency: string;
}

/** What the use cases stand on. */
export interface CartsContext {
  readonly carts: CartRepository;
  readonly promotions: PromotionRepository;
  readonly replica: PriceReplica;
  readonly holds: StockHolds;
  /** Products as they are at this moment; unknown ones are left out. @throws DomainError dependency-unavailable */
  readonly resolveProducts: (productIds: readonly ProductId[]) => Promise<readonly ReplicaProduct[]>;
  /** Undefined: there is no such order. @throws DomainError dependency-unavailable */
  readonly findOrder: (orderId: OrderId) => Promise<OrderAnswer | undefined>;
  /** Called for each cart that inventory has followed only at the background's asking. */
  readonly onReconciled: () => void;
  readonly reminders: Reminders;
  readonly failpoints: Failpoints;
  readonly logger: Logger;
  readonly settings: CartSettings;
}
