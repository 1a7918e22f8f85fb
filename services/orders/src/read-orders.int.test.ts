import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryApi, ordersApi, type Role, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { openShop, type Shop } from './shop.fixture.ts';

describe('orders as others read them', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ SAGA_POLL_MS: '50' });
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await shop.close();
  });
  const origin = () => shop.orders.origin;

  it('tells payments and carts what can be paid', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const { body } = await shop.place(ada, shop.cart(ada, [chair]));
    const params = { orderId: body.orderId };
    const payable = () => call(origin(), ordersApi.getPayableOrder, { caller: 'payments', params });
    expect((await payable()).body).toMatchObject({
      payable: true,
      version: expect.any(Number),
      total: { amount: 1000 },
      userId: ada,
    });
    await shop.query(`UPDATE orders SET pay_until = NOW(3) WHERE order_id = '${body.orderId}'`);
    expect((await payable()).body.payable).toBe(false);
    expect((await call(origin(), ordersApi.getPayableOrder, { caller: 'gateway', params })).status).toBe(403);
    expect(
      (
        await call(origin(), ordersApi.getPayableOrder, {
          caller: 'carts',
          params: { orderId: newId() },
        })
      ).status,
    ).toBe(404);
    await shop.query(`UPDATE saga SET next_attempt_at = NOW(6) WHERE order_id = '${body.orderId}'`);
    await shop.until(ada, body.orderId, { status: 'EXPIRED' });
    const reservation = await eventually(async () => {
      const { body: found } = await call(shop.inventory.origin, inventoryApi.getOrderReservation, {
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

    it('and one by one show a merchant of a shared order only what they sell', async () => {
      const [ada, chair, lamp] = [shop.newUser(), await shop.product(5), await shop.product(5)];
      const lines = [
        { ...chair, quantity: 2 },
        { ...lamp, unitPrice: 7777 },
      ];
      const { orderId } = (await shop.place(ada, shop.cart(ada, lines, 345))).body;
      const seen = (await shop.see(chair.merchantId, orderId, 'merchant')).body;
      expect(seen).toMatchObject({ view: 'merchant', totals: { total: { amount: 2000 } } });
      expect(seen.items.map(({ productId }) => productId)).toEqual([chair.productId]);
      const [summary] = (await list(chair.merchantId, { scope: 'merchant' }, 'merchant')).body.items;
      expect(summary).toMatchObject({ view: 'merchant', totalAmount: { amount: 2000 }, itemCount: 1 });
      for (const told of [seen, summary].map((one) => JSON.stringify(one))) {
        for (const secret of ['7777', '10122', '9777', '345', lamp.productId, ada]) expect(told).not.toContain(secret);
      }
      const whole = (await shop.see(newId<UserId>(), orderId, 'admin')).body;
      expect(whole).toMatchObject({ view: 'whole', totalAmount: { amount: 10_122 } });
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
