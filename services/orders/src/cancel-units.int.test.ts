import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ordersApi, type OrderId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { orderHandling, unitsOf, usd } from './order-handling.fixture.ts';
import { openShop, type Shop } from './shop.fixture.ts';

jest.setTimeout(120_000);

let shop: Shop;
let handling: ReturnType<typeof orderHandling>;
beforeAll(async () => {
  shop = await openShop({ SAGA_POLL_MS: '50' });
  handling = orderHandling(shop);
});
afterAll(async () => {
  expect(await shop.violations()).toEqual([]);
  await shop.close();
});

describe('cancelling units', () => {
  it('leaves the one that is under way: money and stock of the others go back', async () => {
    const chair = await shop.product(3);
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 3 }], 300);
    const { orderId } = order;
    await handling.process(chair.merchantId, orderId);
    await handling.ship(chair.merchantId, orderId, { lines: [unitsOf(order, 1)] });
    const before = (await shop.get(ada, orderId)).body;
    expect(before).toMatchObject({
      allowedActions: ['cancel'],
      items: [{ allowedActions: [{ action: 'cancel', quantity: 2 }] }],
    });
    const key = newId<string>();
    const lines = [unitsOf(order, 2)];
    const cancelled = await handling.cancel(shop.as(ada), orderId, lines, key);
    expect(cancelled.body).toMatchObject({
      status: 'SHIPPED',
      fulfilmentStatus: 'SHIPPED',
      items: [{ quantityCancelled: 2 }],
    });
    expect((await handling.cancel(shop.as(ada), orderId, lines, key)).text).toBe(cancelled.text);
    await handling.refundedIs(ada, orderId, 2000);
    expect(await shop.stock(chair)).toEqual({ onHand: 2, reserved: 0 });
    expect((await handling.cancel(shop.as(ada), orderId)).problem).toMatchObject({ status: 409, allowed: [] });
  });

  it('part by part ends the order with the last, and gives back all it cost', async () => {
    const chair = await shop.product(3);
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 3 }], 300);
    for (const quantity of [1, 1, 1]) await handling.cancel(shop.as(ada), order.orderId, [unitsOf(order, quantity)]);
    const ended = await shop.until(ada, order.orderId, { status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    expect(ended.refundedAmount.amount).toBe(3300);
    await eventually(async () => (await shop.stock(chair)).onHand === 3);
  });

  it('is each merchant’s for their own lines', async () => {
    const [one, other] = [await shop.product(1), await shop.product(1)];
    const { ada, order } = await handling.confirmed([one, other]);
    const { orderId } = order;
    const theirs = [unitsOf(order, 1, 1)];
    expect((await handling.cancel(shop.as(one.merchantId, 'merchant'), orderId, theirs)).status).toBe(404);
    const cancelled = await handling.cancel(shop.as(one.merchantId, 'merchant'), orderId);
    expect(cancelled.body).toMatchObject({
      status: 'CONFIRMED',
      items: [{ quantityCancelled: 1 }],
    });
    const whole = (await shop.get(ada, orderId)).body;
    expect(whole.items).toMatchObject([{ quantityCancelled: 1 }, { quantityCancelled: 0 }]);
    await handling.refundedIs(ada, orderId, 1000);
    await handling.process(other.merchantId, orderId);
    expect((await handling.ship(other.merchantId, orderId)).body.status).toBe('SHIPPED');
  });

  it('and sending them at once: each unit goes one way', async () => {
    const chair = await shop.product(8);
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 8 }]);
    const { orderId } = order;
    await handling.process(chair.merchantId, orderId);
    const one = [unitsOf(order, 1)];
    await Promise.all(
      Array.from({ length: 8 }, () => [
        handling.ship(chair.merchantId, orderId, { lines: one }),
        handling.cancel(shop.as(ada), orderId, one),
      ]).flat(),
    );
    const { items, status } = await handling.settled(ada, orderId);
    const [item] = items;
    expect((item?.quantityShipped ?? 0) + (item?.quantityCancelled ?? 0)).toBe(8);
    expect(['SHIPPED', 'CANCELLED']).toContain(status);
    await handling.refundedIs(ada, orderId, (item?.quantityCancelled ?? 0) * 1000);
  });
});

describe('what cancelling gives back is told before', () => {
  const preview = (identity: ReturnType<Shop['as']>, orderId: OrderId, lines?: object[]) =>
    call(shop.orders.origin, ordersApi.previewCancel, {
      identity,
      params: { orderId },
      body: lines === undefined ? {} : { lines: lines as never },
    });

  it('to the cent, unit by unit, after discounts and after what went back before', async () => {
    const [chair, lamp] = [await shop.product(3), await shop.product(1)];
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 3, discount: 1000 }, lamp], 300);
    const { orderId } = order;
    const me = shop.as(ada);
    const told = async (quantity: number) => (await preview(me, orderId, [unitsOf(order, quantity)])).body;
    expect(await told(3)).toEqual({ amount: usd(2000), wholeOrder: false });
    expect(await told(1)).toEqual({ amount: usd(667), wholeOrder: false });
    expect((await preview(me, orderId)).body).toEqual({ amount: usd(3300), wholeOrder: true });

    await handling.cancel(me, orderId, [unitsOf(order, 1)]);
    await handling.refundedIs(ada, orderId, 667);
    expect((await told(1)).amount).toEqual(usd(666));
    // Spread over what is left of 13.33, 10.00 and 3.00 for shipping.
    await handling.refundByHand(ada, orderId, 300);
    expect((await preview(me, orderId, [unitsOf(order, 1, 1)])).body.amount).toEqual(usd(1000 - 114));
    expect((await preview(me, orderId)).body).toEqual({ amount: usd(3300 - 667 - 300), wholeOrder: true });

    await handling.cancel(me, orderId);
    await shop.until(ada, orderId, { status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    expect((await shop.get(ada, orderId)).body.refundedAmount).toEqual(usd(3300));
  });

  it('with shipping only when nothing stays, and to merchants for their own lines', async () => {
    const [one, other] = [await shop.product(1), await shop.product(1)];
    const { ada, order } = await handling.confirmed([one, other], 300);
    const { orderId } = order;
    const seller = shop.as(one.merchantId, 'merchant');
    expect((await preview(seller, orderId)).body).toEqual({ amount: usd(1000), wholeOrder: false });
    expect((await preview(seller, orderId, [unitsOf(order, 1, 1)])).status).toBe(404);
    await handling.cancel(seller, orderId);
    await handling.refundedIs(ada, orderId, 1000);
    expect((await preview(shop.as(ada), orderId)).body).toEqual({ amount: usd(1300), wholeOrder: true });
  });

  it('changes nothing, and is refused where cancelling is', async () => {
    const chair = await shop.product(2);
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 2 }]);
    const { orderId } = order;
    await handling.process(chair.merchantId, orderId);
    await handling.ship(chair.merchantId, orderId, { lines: [unitsOf(order, 1)] });
    const before = (await shop.get(ada, orderId)).body;
    expect((await preview(shop.as(ada), orderId, [unitsOf(order, 2)])).problem).toMatchObject({ status: 409, left: 1 });
    expect((await preview(shop.as(ada), orderId)).body).toEqual({ amount: usd(1000), wholeOrder: false });
    expect((await preview(shop.as(shop.newUser()), orderId)).status).toBe(404);
    expect((await shop.get(ada, orderId)).body).toEqual(before);
    await handling.ship(chair.merchantId, orderId);
    expect((await preview(shop.as(ada), orderId)).problem).toMatchObject({ status: 409, code: 'illegal-transition' });
  });

  it('is nothing for an order that is not paid', async () => {
    const ada = shop.newUser();
    const { orderId } = (await shop.place(ada, shop.cart(ada, [await shop.product(1)]))).body;
    expect((await preview(shop.as(ada), orderId)).body).toEqual({ amount: usd(0), wholeOrder: true });
  });
});
