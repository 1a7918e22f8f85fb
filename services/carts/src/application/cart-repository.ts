import type { CartHold, CartId, OrderId, ProductId, UserId } from '@arcade/contracts';
import type { Cart, CartNews, ReplicaProduct } from '../domain/cart.ts';
import type { CartDecision } from '../domain/change-cart.ts';
import type { MergedCarts } from '../domain/merge-carts.ts';

/** A cart by its id, or a user's living one. */
export type CartRef = { readonly cartId: CartId } | { readonly userId: UserId };

export interface CartAndProduct {
  readonly cart: Cart | undefined;
  readonly product: ReplicaProduct | undefined;
  /** Of the user whose cart was asked for, also when there is none. */
  readonly boughtBefore: boolean;
  /** The database's time. */
  readonly readAt: Date;
}

/** When a cart ends unless it is used. */
export type WatchedCart = Pick<Cart, 'cartId' | 'expiresAt' | 'readAt'>;

/** A keyed request; it takes effect in a cart once. */
export interface RequestMark {
  readonly key: string;
  readonly hash: string;
}

export interface UpdateOptions {
  readonly request?: RequestMark | undefined;
  /** Key of a request whose effect this change takes back. */
  readonly forget?: string | undefined;
  /** The cart as it has just been read; saves a read unless somebody was faster. */
  readonly known?: Cart | undefined;
  /** No request waits to ask inventory, so that the background does at once. */
  readonly unattended?: true;
}

export interface Updated {
  readonly cart: Cart;
  /** The request had taken effect before. */
  readonly repeated: boolean;
}

/** Undefined: leave it as it is. */
export type Decide = (cart: Cart) => CartDecision | undefined;

/** Keeps carts. The adapter owns lock, transaction, retry, uses of codes and outbox; the rule comes with the call. */
export interface CartRepository {
  now(): Promise<Date>;
  load(ref: CartRef): Promise<Cart | undefined>;
  /** A cart, a product from the replica and the time in one read; without `ref` there is no cart. */
  loadWith(ref: CartRef | undefined, productId: ProductId): Promise<CartAndProduct>;
  /** False when this id is taken or the user has a living cart already. */
  insert(cart: Cart, request?: RequestMark): Promise<boolean>;
  /** @throws DomainError not-found, idempotency-mismatch; PromotionExhausted; and whatever `decide` throws */
  update(ref: CartRef, decide: Decide, options?: UpdateOptions): Promise<Updated>;
  /** Changes a guest's and a user's cart together. Undefined: leave them as they are. */
  merge(
    guestCartId: CartId,
    userId: UserId,
    decide: (guest: Cart | undefined, user: Cart | undefined) => MergedCarts | undefined,
  ): Promise<Cart | undefined>;
  /** Puts the end of idle time off; reading is activity, too. */
  touch(cartId: CartId): Promise<void>;
  /** Tells the pages of carts that are open. */
  announce(cartIds: readonly CartId[], reason: CartNews): Promise<void>;
  /** Stores inventory's answer unless the cart has asked for something else since. */
  recordHold(cart: Cart, hold: CartHold): Promise<void>;
  /** Nothing of this cart is held any more. */
  recordRelease(cart: Cart): Promise<void>;
  /** Carts that inventory has not followed yet; nobody else gets them for `retrySeconds`. */
  claimDueHolds(limit: number, retrySeconds: number): Promise<readonly CartId[]>;
  /** Carts that have been open for a while and have no reminder yet; nobody else gets them for `retrySeconds`. */
  claimUnwatched(limit: number, retrySeconds: number): Promise<readonly WatchedCart[]>;
  markWatched(cartIds: readonly CartId[]): Promise<void>;
  expired(limit: number): Promise<readonly CartId[]>;
  /** Locks whose lease has run out. */
  overdueLeases(limit: number): Promise<readonly { readonly cartId: CartId; readonly orderId: OrderId }[]>;
  /** Deletes old requests and carts that have been over for long; true when there are more. */
  forgetOld(limit: number): Promise<boolean>;
}
