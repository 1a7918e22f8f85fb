import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inventoryApi, ordersApi, type OrderId, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { letClaimsLapse, startMortal } from './mortal-orders.fixture.ts';
import { openShop, type Shop } from './shop.fixture.ts';

jest.setTimeout(60_000);

describe('orders killed in the middle', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ SAGA_POLL_MS: '50' });
    await shop.orders.stop();
  });
  afterAll(async () => {
    await shop.close();
  });

  const order = async (units = 2) => {
    const [ada, chair, key] = [shop.newUser(), await shop.product(units), newId<string>()];
    const cart = shop.cart(ada, [chair]);
    return { ada, chair, place: () => shop.place(ada, cart, { key }) };
  };
  const cancel = (userId: UserId, orderId: OrderId) =>
    call(shop.orders.origin, ordersApi.cancelOrder, {
      identity: shop.as(userId),
      params: { orderId },
      body: {},
    });

  it.each(['orders.after-place', 'orders.after-reserve'])(
    'at %s answer the repeated request with the order that was begun',
    async (failpoint) => {
      const { ada, chair, place } = await order();
      const { exited } = await startMortal(shop, failpoint);
      await expect(place()).rejects.toThrow();
      expect(await exited).toBe('SIGKILL');
      await shop.orders.restart();
      await letClaimsLapse(shop);
      const placed = await place();
      expect(placed.status).toBe(201);
      expect(await shop.query('SELECT order_id FROM orders WHERE user_id = "' + ada + '"')).toHaveLength(1);
      await shop.pay(ada, placed.body.orderId);
      await shop.until(ada, placed.body.orderId, { status: 'CONFIRMED' });
      expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
      await shop.orders.stop();
      await shop.consistent();
    },
  );

  it.each(['orders.before-commit-stock', 'orders.after-commit-stock', 'orders.after-capture', 'orders.before-confirm'])(
    'at %s end with one capture and a confirmed order',
    async (failpoint) => {
      const { ada, chair, place } = await order();
      const { exited } = await startMortal(shop, failpoint);
      const { orderId } = (await place()).body;
      await shop.pay(ada, orderId);
      expect(await exited).toBe('SIGKILL');
      await shop.orders.restart();
      await letClaimsLapse(shop);
      await shop.until(ada, orderId, { status: 'CONFIRMED', paymentStatus: 'PAID' });
      expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
      const charges = shop.provider.chargesOf(orderId);
      expect(charges.map(({ amount_captured }) => amount_captured)).toEqual([1000]);
      await shop.orders.stop();
      await shop.consistent();
    },
  );

  it.each(['orders.before-settle-payment', 'orders.after-settle-payment', 'orders.after-release-stock'])(
    'at %s end with everything given back',
    async (failpoint) => {
      const { ada, chair, place } = await order();
      const { exited } = await startMortal(shop, failpoint);
      const { orderId } = (await place()).body;
      await shop.pay(ada, orderId);
      await shop.until(ada, orderId, { status: 'CONFIRMED' });
      await cancel(ada, orderId).catch(() => undefined);
      expect(await exited).toBe('SIGKILL');
      await shop.orders.restart();
      await letClaimsLapse(shop);
      await shop.until(ada, orderId, { status: 'CANCELLED', paymentStatus: 'REFUNDED' });
      await shop.consistent();
      expect(await shop.stock(chair)).toEqual({ onHand: 2, reserved: 0 });
      await shop.orders.stop();
    },
  );
});

describe('orders among others that sleep or fail', () => {
  const open = new Set<() => Promise<unknown>>();
  const openFor = async (settings: Readonly<Record<string, string>> = {}) => {
    const shop = await openShop({ SAGA_POLL_MS: '50', ...settings });
    open.add(() => shop.close());
    return shop;
  };
  afterEach(async () => {
    for (const close of open) await close();
    open.clear();
  });

  it('take no harm from a driver that wakes up after its lease', async () => {
    const shop = await openFor();
    // It does not poll, or it would take over from itself and sleep again.
    const sleepy = { ARCADE_FAILPOINTS: 'orders.after-commit-stock=delay:15000', SAGA_POLL_MS: '3600000' };
    await shop.orders.restart(sleepy);
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const { orderId } = (await shop.place(ada, shop.cart(ada, [chair]))).body;
    const claims = async () =>
      (await shop.query<{ claim_no: number }>(`SELECT claim_no FROM saga WHERE order_id = '${orderId}'`))[0]?.claim_no;
    await shop.pay(ada, orderId);
    await eventually(async () => (await shop.stock(chair)).onHand === 0);
    const before = (await claims()) ?? 0;
    const second = await shop.orders.replica();
    open.add(() => second.stop());
    await letClaimsLapse(shop);
    await eventually(async () => ((await claims()) ?? 0) > before);
    const confirmed = await shop.until(ada, orderId, { status: 'CONFIRMED' });
    // It ends only when what the sleeper was at has ended.
    await shop.orders.stop();
    expect((await shop.get(ada, orderId)).body).toEqual(confirmed);
    expect(await shop.violations()).toEqual([]);
  });

  it('need no polling: news of a payment are worked on as soon as they are durable', async () => {
    const shop = await openFor({ SAGA_POLL_MS: '3600000' });
    const chair = await shop.product(20);
    const buy = async () => {
      const ada = shop.newUser();
      const { orderId } = (await shop.place(ada, shop.cart(ada, [chair]))).body;
      await shop.pay(ada, orderId);
      await shop.until(ada, orderId, { status: 'CONFIRMED' });
    };
    await Promise.all(Array.from({ length: 20 }, buy));
    expect(await shop.stock(chair)).toEqual({ onHand: 0, reserved: 0 });
    expect(await shop.violations()).toEqual([]);
  });

  it('know their time after others have taken theirs', async () => {
    const shop = await openFor({ ARCADE_FAILPOINTS: 'orders.after-settle-payment=delay:400' });
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const { orderId } = (await shop.place(ada, shop.cart(ada, [chair]))).body;
    const { body: cancelled } = await call(shop.orders.origin, ordersApi.cancelOrder, {
      identity: shop.as(ada),
      params: { orderId },
      body: {},
    });
    const order = await eventually(async () => {
      const { body } = await shop.get(ada, orderId);
      return body.version > cancelled.version && body;
    });
    const spent = Date.parse(order.updatedAt) - Date.parse(order.history.at(-1)?.changedAt ?? '');
    expect(spent).toBeGreaterThan(390);
  });

  it('alarm when they make no progress', async () => {
    const shop = await openFor({ RECONCILE_INTERVAL_SECONDS: '0.1', SAGA_ALARM_SECONDS: '0.3' });
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const inventory = shop.inventory.origin;
    const stuck = async () => {
      const metrics = await (await fetch(`${shop.orders.origin}/metrics`)).text();
      return /^orders_sagas_stuck (\d+)$/m.exec(metrics)?.[1];
    };
    shop.origins.inventory = 'http://127.0.0.1:1';
    await shop.place(ada, shop.cart(ada, [chair]));
    await eventually(async () => (await stuck()) === '1');
    shop.origins.inventory = inventory;
    await eventually(async () => (await stuck()) === '0');
  });

  it('are found when their saga sleeps although it has something to do', async () => {
    const shop = await openFor({ RECONCILE_INTERVAL_SECONDS: '0.1' });
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const { orderId } = (await shop.place(ada, shop.cart(ada, [chair]))).body;
    await shop.query(`UPDATE orders JOIN saga USING (order_id) SET next_attempt_at = NULL,
      pay_until = NOW(3) - INTERVAL 2 MINUTE WHERE order_id = '${orderId}'`);
    await shop.until(ada, orderId, { status: 'EXPIRED' });
    await shop.consistent();
  });

  it('are taken all the same while inventory is down, and resume when it is back', async () => {
    const shop = await openFor();
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const inventory = shop.inventory.origin;
    const cart = shop.cart(ada, [chair]);
    shop.origins.inventory = 'http://127.0.0.1:1';
    const placed = await shop.place(ada, cart);
    expect(placed).toMatchObject({ status: 201, body: { status: 'PENDING_PAYMENT' } });
    const { orderId } = placed.body;
    const [saga] = await shop.query<{ step: string; attempt: number }>(
      `SELECT step, attempt FROM saga WHERE order_id = '${orderId}'`,
    );
    expect(saga).toMatchObject({ step: 'reserve-stock' });
    expect(saga?.attempt).toBeGreaterThan(0);
    shop.origins.inventory = inventory;
    await eventually(async () => (await shop.stock(chair)).reserved === 1);
    await shop.pay(ada, orderId);
    await shop.until(ada, orderId, { status: 'CONFIRMED' });
    expect(await shop.violations()).toEqual([]);
  });

  it('are given up when nobody can reserve their stock in time, so that a late reservation takes none', async () => {
    const shop = await openFor({ ORDER_PAY_MINUTES: '0.01' });
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const inventory = shop.inventory.origin;
    shop.origins.inventory = 'http://127.0.0.1:1';
    const { orderId } = (await shop.place(ada, shop.cart(ada, [chair]))).body;
    await shop.until(ada, orderId, { status: 'EXPIRED' });
    shop.origins.inventory = inventory;
    await shop.consistent();
    expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
    const late = await call(inventory, inventoryApi.putOrderReservation, {
      caller: 'orders',
      params: { orderId },
      body: { lines: [{ productId: chair.productId, quantity: 1 }], ttlSeconds: 60 },
    });
    expect(late.body.outcome).toBe('released');
  });
});
