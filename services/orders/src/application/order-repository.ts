import type { CartId, OrderId, OrderStatus, UserId } from '@arcade/contracts';
import type { Reading } from '@arcade/service-defaults';
import type { SagaStep } from '../domain/next-step.ts';
import type { Line, Order } from '../domain/order.ts';

/** A driver's right to work on an order for a while. It spares double work; nothing depends on it. */
export interface Claim {
  readonly claimNo: number;
}

/** An order as it was read. */
export interface StoredOrder extends Reading {
  readonly order: Order;
  readonly claimNo: number;
  readonly attempt: number;
}

export type PayableOrder = Pick<Order, 'orderId' | 'userId' | 'status' | 'version' | 'payUntil' | 'totals'> & {
  /** What each line costs after discounts, in minor units. */
  readonly lines: readonly (Line & { readonly paid: number })[];
  readonly readAt: Date;
};

export interface ListFilter {
  readonly userId?: UserId | undefined;
  readonly merchantId?: UserId | undefined;
  readonly status?: OrderStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface OrderPage {
  readonly items: readonly Order[];
  readonly nextCursor?: string;
}

/** Decides on an order as it is now; the same order back means that there is nothing to change. */
export type Decide = (order: Order, now: Date) => Order;

/** When the saga of an order resumes. */
export interface Schedule {
  readonly step: SagaStep;
  /** After which pause, when the step is a retry. */
  readonly pauseMs?: number;
}

export type Saved =
  | { readonly kind: 'saved'; readonly stored: StoredOrder }
  /** Somebody else changed it first. */
  | { readonly kind: 'stale' };

export interface Begin extends Reading {
  readonly stored: StoredOrder | undefined;
}

/** Keeps orders. The adapter owns transactions, versions, history and outbox; the rule comes with the call. */
export interface OrderRepository {
  /** The order, if there is one, and the database's time in any case. */
  begin(orderId: OrderId): Promise<Begin>;
  /** The database's time. */
  now(): Promise<Date>;
  /** Writes a new order whose saga the caller has claimed. `cart-taken`: another order was placed from this cart version. */
  insert(order: Order, reading: Reading): Promise<StoredOrder | 'exists' | 'cart-taken'>;
  /** As much of an order as decides whether it can be paid, in one read. */
  payable(orderId: OrderId): Promise<PayableOrder | undefined>;
  load(orderId: OrderId, options?: { readonly history: boolean }): Promise<StoredOrder | undefined>;
  /**
   * Changes an order by its version, as often as it takes. The saga is made due when it has something to do then.
   * @throws DomainError not-found, and whatever `decide` throws
   */
  update(orderId: OrderId, decide: Decide, cause?: string): Promise<StoredOrder>;
  /** Writes what a claimed run has learned, unless the order or the claim has changed; ends or keeps the claim. */
  save(before: StoredOrder, after: Order, schedule: Schedule): Promise<Saved>;
  /** Claims the saga of one order if it is due. With `known`, only when the order is still at that committed version. */
  claim(orderId: OrderId, known?: StoredOrder): Promise<StoredOrder | undefined>;
  /** Claims sagas that are due, oldest first. */
  claimDue(limit: number): Promise<readonly StoredOrder[]>;
  list(filter: ListFilter): Promise<OrderPage>;
  orderOfCart(cartId: CartId, cartVersion: number): Promise<OrderId | undefined>;
  /** Unpaid orders that nobody has looked after for a while; each is given once in that while. */
  quietUnpaid(quietSeconds: number, limit: number): Promise<readonly OrderId[]>;
  /** Makes sagas due that should have something to do and are not scheduled. Returns how many. */
  reviveSagas(graceSeconds: number, limit: number): Promise<number>;
  stuckSagas(seconds: number): Promise<number>;
}
