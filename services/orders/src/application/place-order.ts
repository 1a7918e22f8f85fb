import { DomainError, type Address, type CartId, type Money, type OrderId, type UserId } from '@arcade/contracts';
import { detachTrace, timeSince, type Reading } from '@arcade/service-defaults';
import { cancelReasons, type Order } from '../domain/order.ts';
import { placeOrder as placedOrder } from '../domain/place-order.ts';
import type { StoredOrder } from './order-repository.ts';
import type { OrdersContext } from './orders-context.ts';
import { runSaga } from './run-saga.ts';

export interface PlaceOrder {
  /** Follows from the caller's idempotency key, so that a request repeated after a crash meets its own order. */
  readonly orderId: OrderId;
  readonly userId: UserId;
  readonly cartId: CartId;
  readonly cartVersion: number;
  readonly expectedTotal: Money;
  readonly shippingAddress: Address;
}

/**
 * Makes an order of a cart and reserves its units. Once the order is written, the saga answers for it.
 * @throws DomainError price-changed, cart-changed, cart-locked, insufficient-stock and what carts answers
 */
export async function placeOrder(ctx: OrdersContext, command: PlaceOrder): Promise<Order> {
  const { orderId } = command;
  const { stored, ...reading } = await ctx.orders.begin(orderId);
  if (stored !== undefined) return await resume(ctx, stored);
  const placed = await insertOrder(ctx, command, reading);
  if (placed === 'exists') return await placeOrder(ctx, command);
  await ctx.failpoints.hit('orders.after-place');
  return await refuseWithoutStock(ctx, await runSaga(ctx, placed));
}

/** A former try of this request wrote the order. */
async function resume(ctx: OrdersContext, { order }: StoredOrder): Promise<Order> {
  const claimed = await ctx.orders.claim(order.orderId);
  if (claimed !== undefined) await runSaga(ctx, claimed);
  const current = await ctx.orders.load(order.orderId, { history: true });
  return await refuseWithoutStock(ctx, current?.order ?? order);
}

async function insertOrder(ctx: OrdersContext, command: PlaceOrder, reading: Reading): Promise<StoredOrder | 'exists'> {
  const { orderId, userId, cartId, cartVersion, expectedTotal, shippingAddress } = command;
  const quote = await ctx.neighbours.checkoutCart(cartId, { orderId, userId, cartVersion });
  const { total } = quote.totals;
  if (total.amount !== expectedTotal.amount || total.currencyCode !== expectedTotal.currencyCode) {
    await reopenCart(ctx, command);
    throw new DomainError('price-changed', undefined, { newTotal: total });
  }
  const { payMs } = ctx.settings;
  const now = timeSince(reading);
  const placed = await ctx.orders.insert(placedOrder({ orderId, userId, quote, shippingAddress, payMs, now }), reading);
  if (placed !== 'cart-taken') return placed;
  await reopenCart(ctx, command);
  const other = await ctx.orders.orderOfCart(cartId, cartVersion);
  throw new DomainError('cart-changed', 'There is an order of this cart version already', { orderId: other });
}

/** An order that could not get its units has ended; the cart is the shopper's again. */
async function refuseWithoutStock(ctx: OrdersContext, order: Order): Promise<Order> {
  if (order.status !== 'CANCELLED' || order.cancelReason !== cancelReasons.stockLost) return order;
  await reopenCart(ctx, order);
  const { orderId, shortages } = order;
  const lines = order.items.flatMap(({ productId, orderItemId, name }) => {
    const shortage = shortages.find((one) => one.productId === productId);
    return shortage === undefined ? [] : [{ orderItemId, name, ...shortage }];
  });
  throw new DomainError('insufficient-stock', undefined, { orderId, shortages: lines });
}

/**
 * A kindness to the shopper, also when their time for the request is over: the lock is a lease, and the cart is told of an
 * ended order by its event.
 */
const reopenCart = (ctx: OrdersContext, { cartId, orderId }: { cartId: CartId; orderId: OrderId }): Promise<void> =>
  detachTrace()(() => ctx.neighbours.releaseCheckout(cartId, orderId)).catch((error: unknown) => {
    ctx.logger.warn({ err: error, cartId, orderId }, 'the cart stays locked until its lease is over');
  });
