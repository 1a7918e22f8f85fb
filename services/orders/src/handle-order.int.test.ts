import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryApi, ordersApi, paymentsApi, type OrderId, type Role, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import type { Product } from './shop-people.contract.ts';
import { openShop, type Shop } from './shop.contract.ts';

describe('handling orders', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ SAGA_POLL_MS: '50' });
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await shop.close();
  });

  const origin = () => shop.origins['orders'] ?? '';
  const merchant = (userId: string) => shop.as(userId, 'merchant');
  const process = (userId: string, orderId: OrderId, ifMatch?: string) =>
    call(origin(), ordersApi.startProcessing, {
      identity: merchant(userId),
      params: { orderId },
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  const ship = (userId: string, orderId: OrderId, body: object = {}, idempotencyKey = newId<string>()) =>
    call(origin(), ordersApi.shipOrder, {
      identity: merchant(userId),
      params: { orderId },
      idempotencyKey,
      body: { carrier: 'Post', trackingNumber: 'TRACK-1', ...body },
    });
  const deliver = (userId: string, orderId: OrderId, shipmentId: string) =>
    call(origin(), ordersApi.deliverShipment, { identity: merchant(userId), params: { orderId, shipmentId } });
  const giveBack = (userId: string, orderId: OrderId, lines: object[], idempotencyKey = newId<string>()) =>
    call(origin(), ordersApi.returnItems, {
      identity: merchant(userId),
      params: { orderId },
      idempotencyKey,
      body: { lines: lines as never, reason: 'broken' },
    });
  async function confirmed(lines: readonly (Product & { quantity?: number; discount?: number })[]) {
    const ada = shop.newUser();
    const { body } = await shop.place(ada, shop.cart(ada, lines));
    await shop.pay(ada, body.orderId);
    return { ada, order: await shop.until(ada, body.orderId, { status: 'CONFIRMED' }) };
  }
  async function delivered(lines: Parameters<typeof confirmed>[0]) {
    const { ada, order } = await confirmed(lines);
    const [seller = newId<UserId>()] = lines.map(({ merchantId }) => merchantId);
    await process(seller, order.orderId);
    const shipped = await ship(seller, order.orderId);
    const arrived = await deliver(seller, order.orderId, shipped.body.shipments[0]?.shipmentId ?? '');
    expect(arrived.body.status).toBe('DELIVERED');
    return { ada, seller, order: arrived.body };
  }

  async function refundByHand(ada: UserId, orderId: OrderId, amount: number) {
    const { paymentId } = await shop.payment(ada, orderId);
    const refund = await call(shop.origins['payments'] ?? '', paymentsApi.requestRefund, {
      identity: shop.as(newId<UserId>(), 'admin'),
      params: { paymentId },
      idempotencyKey: newId<string>(),
      body: { amount: { amount, currencyCode: 'USD' }, reason: 'damaged' },
    });
    expect(refund.status).toBe(201);
  }

  it('goes through picking, parcels and delivery', async () => {
    const seller = newId<UserId>();
    const [chair, lamp] = [await shop.product(5, seller), await shop.product(5, seller)];
    const { ada, order } = await confirmed([{ ...chair, quantity: 2 }, lamp]);
    const { orderId } = order;
    expect((await ship(seller, orderId)).problem).toMatchObject({
      status: 409,
      code: 'illegal-transition',
      allowed: ['process', 'cancel'],
    });
    expect((await process(seller, orderId)).body.status).toBe('PROCESSING');
    expect((await process(seller, orderId)).status).toBe(200);

    const key = newId<string>();
    const lines = [{ orderItemId: order.items[0]?.orderItemId, quantity: 1 }];
    const part = await ship(seller, orderId, { lines }, key);
    expect(part.status).toBe(201);
    expect(part.body).toMatchObject({ status: 'PROCESSING', fulfilmentStatus: 'PARTIALLY_SHIPPED' });
    expect((await ship(seller, orderId, { lines }, key)).text).toBe(part.text);
    expect((await ship(seller, orderId, { lines: [{ ...lines[0], quantity: 2 }] })).problem).toMatchObject({ left: 1 });

    const all = await ship(seller, orderId, { trackingNumber: 'TRACK-2' });
    expect(all.body).toMatchObject({ status: 'SHIPPED', fulfilmentStatus: 'SHIPPED' });
    const told = await eventually(() =>
      shop.events(orderId).find(({ data }) => data['trackingNumber'] === 'TRACK-2' && data['newStatus'] === 'SHIPPED'),
    );
    expect(told.topic).toBe('orders.order-status-changed');

    const [first, second] = all.body.shipments;
    expect((await deliver(seller, orderId, first?.shipmentId ?? '')).body).toMatchObject({
      status: 'SHIPPED',
      fulfilmentStatus: 'PARTIALLY_DELIVERED',
    });
    expect((await deliver(seller, orderId, second?.shipmentId ?? '')).body.status).toBe('DELIVERED');
    expect((await deliver(seller, orderId, newId())).status).toBe(404);
    expect((await shop.get(ada, orderId)).body.history.map(({ newStatus }) => newStatus)).toEqual([
      'PENDING_PAYMENT',
      'CONFIRMED',
      'PROCESSING',
      'SHIPPED',
      'DELIVERED',
    ]);
  });

  it('takes things back part by part: each return is restocked and refunded once', async () => {
    const chair = await shop.product(5);
    const { ada, seller, order } = await delivered([{ ...chair, quantity: 3, discount: 1000 }]);
    const { orderId } = order;
    const line = { orderItemId: order.items[0]?.orderItemId, quantity: 1 };
    const key = newId<string>();
    const first = await giveBack(seller, orderId, [line], key);
    expect(first.body).toMatchObject({ status: 'DELIVERED', fulfilmentStatus: 'PARTIALLY_RETURNED' });
    expect((await giveBack(seller, orderId, [line], key)).headers['idempotency-replayed']).toBe('true');
    await shop.until(ada, orderId, { paymentStatus: 'PARTIALLY_REFUNDED' });
    expect((await shop.get(ada, orderId)).body.refundedAmount.amount).toBe(667);
    expect(await shop.stock(chair)).toEqual({ onHand: 3, reserved: 0 });

    expect((await giveBack(seller, orderId, [{ ...line, quantity: 3 }])).problem).toMatchObject({ left: 2 });
    const rest = await giveBack(seller, orderId, [{ ...line, quantity: 2 }]);
    expect(rest.body).toMatchObject({ status: 'RETURNED', fulfilmentStatus: 'RETURNED' });
    const ended = await shop.until(ada, orderId, { paymentStatus: 'REFUNDED' });
    expect(ended.refundedAmount.amount).toBe(2000);
    expect(await shop.stock(chair)).toEqual({ onHand: 5, reserved: 0 });
  });

  it('is complete when the return window has closed, and takes returns out of grace', async () => {
    const chair = await shop.product(2);
    const { ada, seller, order } = await delivered([chair]);
    await shop.query(`UPDATE orders JOIN saga USING (order_id) SET return_until = NOW(3), next_attempt_at = NOW(6)
      WHERE order_id = '${order.orderId}'`);
    await shop.until(ada, order.orderId, { status: 'COMPLETED' });
    const back = await giveBack(seller, order.orderId, [{ orderItemId: order.items[0]?.orderItemId, quantity: 1 }]);
    expect(back.body.status).toBe('RETURNED');
    await shop.until(ada, order.orderId, { paymentStatus: 'REFUNDED' });
  });

  it('keeps what was done under a key when that key, long forgotten, is used for another order', async () => {
    const seller = newId<UserId>();
    const [chair, lamp] = [await shop.product(1, seller), await shop.product(1, seller)];
    const [first, second] = [await confirmed([chair]), await confirmed([lamp])];
    const key = newId<string>();
    const handled = async ({ ada, order: { orderId, items } }: typeof first) => {
      await process(seller, orderId);
      const shipped = await ship(seller, orderId, {}, key);
      const shipmentId = shipped.body.shipments[0]?.shipmentId ?? '';
      expect((await deliver(seller, orderId, shipmentId)).body.status).toBe('DELIVERED');
      await forgetKeys();
      const back = await giveBack(seller, orderId, [{ orderItemId: items[0]?.orderItemId, quantity: 1 }], key);
      expect(back.body.status).toBe('RETURNED');
      await forgetKeys();
      return await shop.until(ada, orderId, { paymentStatus: 'REFUNDED' });
    };
    const forgetKeys = () => shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    for (const one of [first, second]) await handled(one);
    for (const { ada, order } of [first, second]) {
      const { body } = await shop.get(ada, order.orderId);
      expect(body).toMatchObject({ refundedAmount: body.totalAmount, shipments: [{ trackingNumber: 'TRACK-1' }] });
    }
    const both = [first, second].map(({ order }) => `'${order.orderId}'`).join(', ');
    expect(await shop.query(`SELECT 1 FROM \`returns\` WHERE order_id IN (${both})`)).toHaveLength(2);
  });

  it('gives a return what is left of the money, and nothing when nothing is', async () => {
    const chair = await shop.product(3);
    const { ada, seller, order } = await delivered([{ ...chair, quantity: 3 }]);
    const { orderId } = order;
    await refundByHand(ada, orderId, 1500);
    await shop.until(ada, orderId, { paymentStatus: 'PARTIALLY_REFUNDED' });
    const line = { orderItemId: order.items[0]?.orderItemId, quantity: 1 };
    const refunded = async (amount: number) => {
      expect((await giveBack(seller, orderId, [line])).status).toBe(200);
      await eventually(async () => {
        const open = await shop.query(`SELECT 1 FROM \`returns\` WHERE order_id = '${orderId}' AND refund = 'open'`);
        const { body } = await shop.get(ada, orderId);
        return open.length === 0 && body.refundedAmount.amount === amount;
      });
    };
    await refunded(2500);
    await refunded(3000);
    await refunded(3000);
    expect((await shop.get(ada, orderId)).body).toMatchObject({ status: 'RETURNED', paymentStatus: 'REFUNDED' });
    const returns = await shop.query(
      `SELECT refund FROM \`returns\` WHERE order_id = '${orderId}' ORDER BY created_at`,
    );
    expect(returns).toEqual([{ refund: 'done' }, { refund: 'done' }, { refund: 'refused' }]);
  });

  it('shows what an admin has refunded', async () => {
    const { ada, order } = await confirmed([await shop.product(1)]);
    await refundByHand(ada, order.orderId, 300);
    const seen = await shop.until(ada, order.orderId, { status: 'CONFIRMED', paymentStatus: 'PARTIALLY_REFUNDED' });
    expect(seen.refundedAmount.amount).toBe(300);
    expect((await shop.get(ada, order.orderId)).headers['etag']).toBe(`"${seen.version}"`);
  });

  it('belongs to its buyer, the merchants in it and admins', async () => {
    const [one, other] = [newId<UserId>(), newId<UserId>()];
    const [chair, lamp] = [await shop.product(2, one), await shop.product(2, other)];
    const { ada, order } = await confirmed([chair, lamp]);
    const { orderId } = order;
    expect((await shop.get(newId(), orderId)).status).toBe(404);
    expect((await shop.get(newId(), orderId, 'merchant')).status).toBe(404);
    expect((await shop.get(one, orderId)).status).toBe(404);
    expect((await shop.get(one, orderId, 'merchant')).status).toBe(200);
    expect((await shop.get(newId(), orderId, 'admin')).status).toBe(200);
    expect((await process(newId(), orderId)).status).toBe(404);
    const asCustomer = await call(origin(), ordersApi.startProcessing, {
      identity: shop.as(ada),
      params: { orderId },
    });
    expect(asCustomer.status).toBe(403);
    const cancelled = await call(origin(), ordersApi.cancelOrder, {
      identity: merchant(one),
      params: { orderId },
      body: {},
    });
    expect(cancelled.problem).toMatchObject({ status: 403, code: 'forbidden' });

    await process(one, orderId);
    const shipped = await ship(one, orderId);
    expect(shipped.body.items.map(({ quantityShipped }) => quantityShipped)).toEqual([1, 0]);
    expect((await ship(one, orderId)).problem?.code).toBe('illegal-transition');
    expect((await ship(other, orderId)).body.status).toBe('SHIPPED');
  });

  it('changes only over the version the caller has seen, when they say which', async () => {
    const chair = await shop.product(1);
    const { order } = await confirmed([chair]);
    const stale = await process(chair.merchantId, order.orderId, '"1"');
    expect(stale.problem).toMatchObject({ status: 412, code: 'etag-mismatch', currentETag: `"${order.version}"` });
    const changed = await process(chair.merchantId, order.orderId, `"${order.version}"`);
    expect(changed.headers['etag']).toBe(`"${order.version + 1}"`);
  });

  it('tells payments and carts what can be paid', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const { body } = await shop.place(ada, shop.cart(ada, [chair]));
    const params = { orderId: body.orderId };
    const payable = () => call(origin(), ordersApi.getPayableOrder, { caller: 'payments', params });
    expect((await payable()).body).toMatchObject({ payable: true, total: { amount: 1000 }, userId: ada });
    await shop.query(`UPDATE orders SET pay_until = NOW(3) WHERE order_id = '${body.orderId}'`);
    expect((await payable()).body.payable).toBe(false);
    expect((await call(origin(), ordersApi.getPayableOrder, { caller: 'gateway', params })).status).toBe(403);
    expect(
      (await call(origin(), ordersApi.getPayableOrder, { caller: 'carts', params: { orderId: newId() } })).status,
    ).toBe(404);
    await shop.query(`UPDATE saga SET next_attempt_at = NOW(6) WHERE order_id = '${body.orderId}'`);
    await shop.until(ada, body.orderId, { status: 'EXPIRED' });
    const reservation = await eventually(async () => {
      const { body: found } = await call(shop.origins['inventory'] ?? '', inventoryApi.getOrderReservation, {
        caller: 'orders',
        params,
      });
      return found.outcome === 'released' && found;
    });
    expect(reservation.orderId).toBe(body.orderId);
  });

  describe('in lists', () => {
    const list = (userId: string, query: object, ...roles: Role[]) =>
      call(origin(), ordersApi.listOrders, { identity: shop.as(userId, ...roles), query });

    it('come page by page, newest first, each once', async () => {
      const [ada, chair] = [shop.newUser(), await shop.product(20)];
      const placed: string[] = [];
      for (let index = 0; index < 5; index++)
        placed.push((await shop.place(ada, shop.cart(ada, [chair]))).body.orderId);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(ada, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.body.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.body.items.map(({ orderId }) => orderId));
        cursor = page.body.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(placed.toReversed());
      const [summary] = (await list(ada, { limit: 1 })).body.items;
      expect(summary).toMatchObject({ itemCount: 1, firstItem: { imageUrl: null }, paymentStatus: 'UNPAID' });
    });

    it('show a merchant the orders with their products, and nobody more than their own', async () => {
      const [ada, chair] = [shop.newUser(), await shop.product(5)];
      const { orderId } = (await shop.place(ada, shop.cart(ada, [chair]))).body;
      const ids = async (...parameters: Parameters<typeof list>) =>
        (await list(...parameters)).body.items.map((item) => item.orderId);
      expect(await ids(chair.merchantId, { scope: 'merchant' }, 'merchant')).toEqual([orderId]);
      expect(await ids(chair.merchantId, {}, 'merchant')).toEqual([]);
      expect(await ids(newId(), { scope: 'all', limit: 100 }, 'admin')).toContain(orderId);
      expect(await ids(ada, { status: 'CONFIRMED' })).toEqual([]);
      expect(await ids(ada, { status: 'PENDING_PAYMENT' })).toEqual([orderId]);
      expect((await list(ada, { scope: 'all' })).status).toBe(403);
      expect((await list(ada, { scope: 'merchant' })).status).toBe(403);
      expect((await list(ada, { cursor: 'nonsense' })).problem?.code).toBe('invalid-cursor');
      expect((await list(ada, { colour: 'red' })).status).toBe(400);
    });
  });
});
