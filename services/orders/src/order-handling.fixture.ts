import { expect } from '@jest/globals';
import { ordersApi, paymentsApi, type Money, type Order, type OrderId, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually, type StockedProduct } from '@arcade/testing';
import type { Shop } from './shop.fixture.ts';

export const usd = (amount: number): Money => ({ amount, currencyCode: 'USD' });

/** Units of the only line, or of another. */
export const unitsOf = ({ items }: Pick<Order, 'items'>, quantity: number, index = 0) => ({
  orderItemId: items[index]?.orderItemId,
  quantity,
});

type Lines = readonly (StockedProduct & { readonly quantity?: number; readonly discount?: number })[];

/** What merchants and admins do with orders, and orders that are as far as that. */
export function orderHandling(shop: Shop) {
  const merchant = (userId: string) => shop.as(userId, 'merchant');
  const process = (userId: string, orderId: OrderId, ifMatch?: string) =>
    call(shop.orders.origin, ordersApi.startProcessing, {
      identity: merchant(userId),
      params: { orderId },
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  const ship = (userId: string, orderId: OrderId, body: object = {}, idempotencyKey = newId<string>()) =>
    call(shop.orders.origin, ordersApi.shipOrder, {
      identity: merchant(userId),
      params: { orderId },
      idempotencyKey,
      body: { carrier: 'Post', trackingNumber: 'TRACK-1', ...body },
    });
  const deliver = (userId: string, orderId: OrderId, shipmentId: string) =>
    call(shop.orders.origin, ordersApi.deliverShipment, {
      identity: merchant(userId),
      params: { orderId, shipmentId },
    });
  const giveBack = (
    userId: string,
    orderId: OrderId,
    lines: object[],
    idempotencyKey = newId<string>(),
    more: { readonly shipping?: Money } = {},
  ) =>
    call(shop.orders.origin, ordersApi.returnItems, {
      identity: merchant(userId),
      params: { orderId },
      idempotencyKey,
      body: { lines: lines as never, reason: 'broken', ...more },
    });
  const cancel = (
    identity: ReturnType<Shop['as']>,
    orderId: OrderId,
    lines?: object[],
    idempotencyKey = newId<string>(),
  ) =>
    call(shop.orders.origin, ordersApi.cancelOrder, {
      identity,
      params: { orderId },
      idempotencyKey,
      body: lines === undefined ? {} : { lines: lines as never },
    });
  const confirmed = async (lines: Lines, shipping?: number) => {
    const ada = shop.newUser();
    const { body } = await shop.place(ada, shop.cart(ada, lines, shipping));
    await shop.pay(ada, body.orderId);
    return { ada, order: await shop.until(ada, body.orderId, { status: 'CONFIRMED' }) };
  };
  const delivered = async (lines: Lines, shipping?: number) => {
    const { ada, order } = await confirmed(lines, shipping);
    const [seller = newId<UserId>()] = lines.map(({ merchantId }) => merchantId);
    await process(seller, order.orderId);
    const shipped = await ship(seller, order.orderId);
    const arrived = await deliver(seller, order.orderId, shipped.body.shipments[0]?.shipmentId ?? '');
    expect(arrived.body.status).toBe('DELIVERED');
    return { ada, seller, order: arrived.body };
  };
  const askRefund = async (ada: UserId, orderId: OrderId, body: object) => {
    const { paymentId } = await shop.payment(ada, orderId);
    return await call(shop.payments.origin, paymentsApi.requestRefund, {
      identity: shop.as(newId<UserId>(), 'admin'),
      params: { paymentId },
      idempotencyKey: newId<string>(),
      body: { reason: 'customer-request', ...body },
    });
  };
  const refundByHand = async (ada: UserId, orderId: OrderId, amount: number, lines: object[] = []) => {
    const refund = await askRefund(ada, orderId, { amount: usd(amount), lines });
    expect(refund.status).toBe(201);
  };
  /** The order once all its reversals are settled. */
  const settled = (ada: UserId, orderId: OrderId) =>
    eventually(async () => {
      const { body } = await shop.get(ada, orderId);
      const open = body.reversals.filter(({ refund, restocked }) => refund === 'open' || !restocked);
      return open.length === 0 && body;
    });
  const refundedIs = (ada: UserId, orderId: OrderId, amount: number) =>
    eventually(async () => {
      const { refundedAmount } = await settled(ada, orderId);
      if (refundedAmount.amount !== amount) throw new Error(`${refundedAmount.amount} went back`);
      return true;
    });
  return {
    process,
    ship,
    deliver,
    giveBack,
    cancel,
    confirmed,
    delivered,
    askRefund,
    refundByHand,
    settled,
    refundedIs,
  };
}
