import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ordersApi, type OrderId, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually, queryAsRoot } from '@arcade/testing';
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

describe('a unit pays once', () => {
  it('when it is refunded by hand and returned afterwards', async () => {
    const { ada, seller, order } = await handling.delivered([{ ...(await shop.product(2)), quantity: 2 }]);
    await handling.refundByHand(ada, order.orderId, 1000, [unitsOf(order, 1)]);
    expect((await handling.giveBack(seller, order.orderId, [unitsOf(order, 1)])).status).toBe(200);
    const first = await handling.settled(ada, order.orderId);
    expect(first.reversals).toMatchObject([{ kind: 'return', refund: 'done', refundAmount: { amount: 0 } }]);
    await handling.refundedIs(ada, order.orderId, 1000);
    await handling.giveBack(seller, order.orderId, [unitsOf(order, 1)]);
    await handling.refundedIs(ada, order.orderId, 2000);
  });

  it('however many ask at once, by hand and by returns', async () => {
    const { ada, seller, order } = await handling.delivered([{ ...(await shop.product(4)), quantity: 4 }]);
    const { orderId } = order;
    await Promise.all([
      ...[1, 2, 3].map(() => handling.askRefund(ada, orderId, { lines: [unitsOf(order, 1)] })),
      ...[1, 2, 3, 4].map(() => handling.giveBack(seller, orderId, [unitsOf(order, 1)])),
    ]);
    const { reversals } = await handling.settled(ada, orderId);
    expect(reversals).toHaveLength(4);
    await handling.refundedIs(ada, orderId, 4000);
    expect((await handling.askRefund(ada, orderId, { lines: [unitsOf(order, 1)] })).problem).toMatchObject({
      status: 409,
    });
  });
});

describe('a refund by hand', () => {
  it('names the line that cannot give it, and what is left of it', async () => {
    const { ada, order } = await handling.confirmed([{ ...(await shop.product(2)), quantity: 2 }], 300);
    const ask = (body: object) => handling.askRefund(ada, order.orderId, body);
    expect((await ask({ lines: [{ orderItemId: newId(), quantity: 1 }] })).problem).toMatchObject({
      status: 400,
      errors: [{ pointer: '/lines/0/orderItemId' }],
    });
    expect((await ask({ lines: [unitsOf(order, 99)] })).problem).toMatchObject({
      status: 409,
      code: 'refund-exceeds-line',
      errors: [{ pointer: '/lines/0/quantity' }],
      left: { ...unitsOf(order, 2), amount: 2000 },
    });
    const euros = { amount: 1, currencyCode: 'EUR' };
    expect((await ask({ lines: [{ ...unitsOf(order, 1), amount: euros }] })).problem?.code).toBe('currency-mismatch');
    expect((await ask({ shipping: usd(301) })).problem).toMatchObject({ errors: [{ pointer: '/shipping' }] });
    expect((await ask({ shipping: usd(300) })).body).toMatchObject({ amount: usd(300), shipping: usd(300), lines: [] });
  });

  it('of units that are not sent takes them out of the order and puts them back on the shelf', async () => {
    const chair = await shop.product(3);
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 3 }]);
    const { orderId } = order;
    await handling.refundByHand(ada, orderId, 900, [unitsOf(order, 1)]);
    await handling.process(chair.merchantId, orderId);
    const { body } = await handling.ship(chair.merchantId, orderId);
    expect(body).toMatchObject({ status: 'SHIPPED', items: [{ quantityShipped: 2, quantityCancelled: 1 }] });
    expect(await handling.settled(ada, orderId)).toMatchObject({
      reversals: [{ kind: 'refunded', reason: 'refunded', refund: 'done', refundAmount: { amount: 0 } }],
    });
    expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
  });

  it.each([
    ['in full', {}],
    ['by its whole amount', { amount: usd(1300) }],
  ])('%s before anything is sent ends the order and restocks it, whatever arrives of it', async (_, wish) => {
    const chair = await shop.product(1);
    const { ada, order } = await handling.confirmed([chair], 300);
    shop.broker.down = true;
    expect((await handling.askRefund(ada, order.orderId, wish)).status).toBe(201);
    const refused = await handling.process(chair.merchantId, order.orderId);
    shop.broker.down = false;
    expect(refused.problem).toMatchObject({ status: 409, code: 'illegal-transition', state: 'CANCELLED', allowed: [] });
    const ended = await shop.until(ada, order.orderId, { status: 'CANCELLED', cancelReason: 'refunded' });
    expect(ended.allowedActions).toEqual([]);
    await eventually(async () => (await shop.stock(chair)).onHand === 1);
  });

  it('that an earlier version has begun without lines keeps to the lines all the same', async () => {
    const { ada, seller, order } = await handling.delivered([{ ...(await shop.product(2)), quantity: 2 }]);
    const schema = shop.schemas.payments;
    await queryAsRoot(`UPDATE ${schema}.payments SET bill = NULL WHERE order_id = '${order.orderId}'`);
    await handling.refundByHand(ada, order.orderId, 500);
    await handling.giveBack(seller, order.orderId, [unitsOf(order, 2)]);
    await handling.refundedIs(ada, order.orderId, 2000);
    expect((await handling.settled(ada, order.orderId)).reversals).toMatchObject([{ refundAmount: { amount: 1500 } }]);
  });
});

describe('units that are cancelled beside a refund by hand', () => {
  it('pay in full when that was for harm to one that went out', async () => {
    const chair = await shop.product(3);
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 3 }]);
    const { orderId } = order;
    await handling.process(chair.merchantId, orderId);
    await handling.ship(chair.merchantId, orderId, { lines: [unitsOf(order, 1)] });
    expect((await handling.askRefund(ada, orderId, { reason: 'damaged', lines: [unitsOf(order, 1)] })).status).toBe(
      201,
    );
    expect((await handling.cancel(shop.as(ada), orderId)).body).toMatchObject({ items: [{ quantityCancelled: 2 }] });
    await handling.refundedIs(ada, orderId, 3000);
  });

  it('are others than those it was for, also when its event comes late', async () => {
    const chair = await shop.product(3);
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 3 }]);
    const { orderId } = order;
    shop.broker.down = true;
    await handling.refundByHand(ada, orderId, 1000, [unitsOf(order, 1)]);
    expect((await handling.cancel(shop.as(ada), orderId, [unitsOf(order, 3)])).problem).toMatchObject({ left: 2 });
    const cancelled = await handling.cancel(shop.as(ada), orderId, [unitsOf(order, 1)]);
    shop.broker.down = false;
    expect(cancelled.body).toMatchObject({ status: 'CONFIRMED', items: [{ quantityCancelled: 2 }] });
    await eventually(async () => (await shop.payment(ada, orderId)).refundedAmount.amount === 2000);
  });
});

describe('returns', () => {
  const preview = (seller: string, orderId: OrderId, lines?: object[]) =>
    call(shop.orders.origin, ordersApi.previewReturn, {
      identity: shop.as(seller, 'merchant'),
      params: { orderId },
      body: lines === undefined ? {} : { lines: lines as never },
    });

  it('restock or write off unit by unit, for an amount that was decided, with shipping', async () => {
    const chair = await shop.product(3);
    const { ada, seller, order } = await handling.delivered([{ ...chair, quantity: 3, discount: 1000 }], 300);
    const { orderId } = order;
    expect((await preview(seller, orderId)).body).toEqual({
      amount: usd(2000),
      lines: [{ ...unitsOf(order, 3), returnable: 3, amount: usd(2000), left: usd(2000) }],
      shipping: { paid: usd(300), left: usd(300) },
    });
    expect((await preview(seller, orderId, [unitsOf(order, 1)])).body.amount).toEqual(usd(667));
    const lines = [
      { ...unitsOf(order, 1), stock: 'write-off', amount: usd(100) },
      { ...unitsOf(order, 1), stock: 'restock' },
    ];
    expect((await handling.giveBack(seller, orderId, lines, newId(), { shipping: usd(120) })).status).toBe(200);
    const back = await handling.settled(ada, orderId);
    expect(back.reversals).toMatchObject([{ lines: [{ stock: 'write-off' }, { stock: 'restock' }], restocked: true }]);
    expect(back.reversals[0]?.refundAmount).toEqual(usd(100 + 666 + 120));
    expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
    expect((await preview(seller, orderId)).body).toMatchObject({
      lines: [{ returnable: 1, amount: usd(667), left: usd(1234) }],
      shipping: { left: usd(180) },
    });
  });

  it('refuse an amount that the line does not have, before anything is written', async () => {
    const { seller, order } = await handling.delivered([{ ...(await shop.product(2)), quantity: 2 }], 300);
    const ask = (line: object, shipping = 0) =>
      handling.giveBack(seller, order.orderId, [{ ...unitsOf(order, 1), ...line }], newId(), {
        shipping: usd(shipping),
      });
    expect((await ask({ amount: usd(2001) })).problem).toMatchObject({
      status: 409,
      code: 'refund-exceeds-line',
      errors: [{ pointer: '/lines/0/amount' }],
      left: { amount: 2000 },
    });
    expect((await ask({}, 301)).problem).toMatchObject({ status: 409, errors: [{ pointer: '/shipping' }] });
    expect((await ask({ amount: { amount: 1, currencyCode: 'EUR' } })).problem?.code).toBe('currency-mismatch');
    expect((await shop.get(seller, order.orderId, 'merchant')).body.reversals).toEqual([]);
  });

  it('take back what has arrived while another line is under way', async () => {
    const seller = newId<UserId>();
    const [chair, lamp] = [await shop.product(1, seller), await shop.product(1, seller)];
    const { ada, order } = await handling.confirmed([chair, lamp]);
    const { orderId } = order;
    await handling.process(seller, orderId);
    const shipped = await handling.ship(seller, orderId, { lines: [unitsOf(order, 1)] });
    await handling.deliver(seller, orderId, shipped.body.shipments[0]?.shipmentId ?? '');
    expect((await handling.giveBack(seller, orderId, [unitsOf(order, 1)])).body.status).toBe('PROCESSING');
    await handling.refundedIs(ada, orderId, 1000);
    expect((await handling.ship(seller, orderId)).body.status).toBe('SHIPPED');
  });
});
