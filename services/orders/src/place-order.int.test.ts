import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryApi, ordersApi, type OrderId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { openShop, type Shop } from './shop.fixture.ts';

describe('placing an order', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await shop.close();
  });

  it('goes to CONFIRMED with the stock taken and the money captured once', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(5)];
    const cart = shop.cart(ada, [{ ...chair, quantity: 2 }], 499);
    const placed = await shop.place(ada, cart);
    expect(placed.status).toBe(201);
    expect(placed.body).toMatchObject({
      status: 'PENDING_PAYMENT',
      paymentStatus: 'UNPAID',
      totalAmount: { amount: 2499, currencyCode: 'USD' },
      items: [{ quantity: 2, totalPrice: { amount: 2000, currencyCode: 'USD' } }],
    });
    expect(placed.body.number).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(await shop.stock(chair)).toEqual({ onHand: 5, reserved: 2 });

    const { orderId } = placed.body;
    await shop.pay(ada, orderId);
    const order = await shop.until(ada, orderId, { status: 'CONFIRMED' });
    expect(order).toMatchObject({ paymentStatus: 'PAID', payUntil: null, fulfilmentStatus: 'UNFULFILLED' });
    expect(order.history.map(({ newStatus }) => newStatus)).toEqual(['PENDING_PAYMENT', 'CONFIRMED']);
    expect(await shop.stock(chair)).toEqual({ onHand: 3, reserved: 0 });
    expect(await shop.payment(ada, orderId)).toMatchObject({ status: 'CAPTURED', capturedAmount: { amount: 2499 } });
    await eventually(() => {
      const topics = shop
        .events(orderId)
        .map(({ topic }) => topic)
        .filter((topic) => topic.startsWith('orders.'));
      expect(topics.toSorted()).toEqual(
        ['order-confirmed', 'order-status-changed', 'order-status-changed'].map((name) => `orders.${name}`).toSorted(),
      );
      return true;
    });
  });

  it('takes over what the cart holds', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(2)];
    const cart = shop.cart(ada, [{ ...chair, quantity: 2 }]);
    await call(shop.inventory.origin, inventoryApi.putCartHold, {
      caller: 'carts',
      params: { cartId: cart.cartId },
      body: { lines: [{ productId: chair.productId, quantity: 2 }], ttlSeconds: 900, cartVersion: 3 },
    });
    expect((await shop.place(ada, cart)).status).toBe(201);
    expect(await shop.stock(chair)).toEqual({ onHand: 2, reserved: 2 });
  });

  it('sums lines of one product', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(3)];
    const placed = await shop.place(ada, shop.cart(ada, [{ ...chair, quantity: 2 }, chair]));
    expect(placed.status).toBe(201);
    expect(await shop.stock(chair)).toEqual({ onHand: 3, reserved: 3 });
    await shop.pay(ada, placed.body.orderId);
    await shop.until(ada, placed.body.orderId, { status: 'CONFIRMED' });
    expect(await shop.stock(chair)).toEqual({ onHand: 0, reserved: 0 });
  });

  it('refuses another total with the new one, and gives the cart back', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const cart = shop.cart(ada, [chair]);
    const refused = await shop.place(ada, cart, { expectedTotal: 900 });
    expect(refused.status).toBe(409);
    expect(refused.problem).toMatchObject({ code: 'price-changed', newTotal: { amount: 1000, currencyCode: 'USD' } });
    expect(shop.carts.carts.get(cart.cartId)?.lockedBy).toBeNull();
    expect((await shop.place(ada, cart)).status).toBe(201);
  });

  it('refuses another version of the cart, somebody else’s cart, and one that is being checked out', async () => {
    const [ada, eve, chair] = [shop.newUser(), shop.newUser(), await shop.product(5)];
    const cart = shop.cart(ada, [chair]);
    expect((await shop.place(ada, cart, { cartVersion: 2 })).problem).toMatchObject({
      status: 409,
      code: 'cart-changed',
    });
    expect((await shop.place(eve, cart)).status).toBe(404);
    expect((await shop.place(ada, cart)).status).toBe(201);
    expect((await shop.place(ada, cart)).problem).toMatchObject({ status: 409, code: 'cart-locked' });
  });

  it('makes one order of one version of a cart, even when its lock is lost', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(5)];
    const cart = shop.cart(ada, [chair]);
    const first = await shop.place(ada, cart);
    shop.carts.unlock(cart.cartId);
    const second = await shop.place(ada, cart);
    expect(second.problem).toMatchObject({ code: 'cart-changed', orderId: first.body.orderId });
    expect(await shop.stock(chair)).toEqual({ onHand: 5, reserved: 1 });
  });

  it('refuses what is not in stock with what is missing, cancels the order and gives the cart back', async () => {
    const [ada, chair, lamp] = [shop.newUser(), await shop.product(1), await shop.product(9)];
    const cart = shop.cart(ada, [{ ...chair, quantity: 2 }, lamp]);
    const key = newId<string>();
    const refused = await shop.place(ada, cart, { key });
    expect(refused.problem).toMatchObject({
      status: 409,
      code: 'insufficient-stock',
      shortages: [{ productId: chair.productId, requested: 2, available: 1 }],
    });
    expect(shop.carts.carts.get(cart.cartId)?.lockedBy).toBeNull();
    const orderId = refused.problem?.['orderId'] as OrderId;
    await shop.until(ada, orderId, { status: 'CANCELLED', cancelReason: 'stock-lost' });
    expect(await shop.stock(lamp)).toEqual({ onHand: 9, reserved: 0 });
    const again = await shop.place(ada, cart, { key });
    expect(again.problem).toMatchObject({ status: 409, code: 'insufficient-stock' });
    expect(again.problem?.['shortages']).toEqual(refused.problem?.['shortages']);
  });

  it('answers the same key with the same bytes, and refuses it for another body', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(5)];
    const cart = shop.cart(ada, [chair]);
    const key = newId<string>();
    const answers = await Promise.all([1, 2, 3].map(() => shop.place(ada, cart, { key })));
    const placed = answers.filter(({ status }) => status === 201);
    expect(placed.length).toBeGreaterThanOrEqual(1);
    expect(answers.filter((answer) => !placed.includes(answer)).map(({ problem }) => problem?.code)).toEqual(
      Array.from({ length: 3 - placed.length }, () => 'idempotency-in-flight'),
    );
    const replay = await shop.place(ada, cart, { key });
    expect(replay.text).toBe(placed[0]?.text);
    expect(replay.headers['idempotency-replayed']).toBe('true');
    expect((await shop.place(ada, cart, { key, line1: '2 Other Street' })).problem).toMatchObject({
      status: 422,
      code: 'idempotency-mismatch',
    });
    expect(await shop.stock(chair)).toEqual({ onHand: 5, reserved: 1 });
  });

  it('confirms an order that costs nothing at once', async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const placed = await shop.place(ada, shop.cart(ada, [{ ...chair, discount: 1000 }]));
    expect(placed.body).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', paymentId: null });
    expect(await shop.stock(chair)).toEqual({ onHand: 0, reserved: 0 });
  });

  it('needs an idempotency key and a known body', async () => {
    const identity = shop.as(shop.newUser());
    const origin = shop.orders.origin;
    const body = {
      cartId: newId<string>(),
      cartVersion: 1,
      expectedTotal: { amount: 1, currencyCode: 'USD' },
      shippingAddress: { recipient: 'w', line1: 'x', city: 'y', postalCode: '12700', countryCode: 'DE' },
    };
    expect((await call(origin, ordersApi.placeOrder, { identity, body })).problem?.code).toBe(
      'idempotency-key-required',
    );
    const rawBody = JSON.stringify({ ...body, unitPrice: 1 });
    const unknown = await call(origin, ordersApi.placeOrder, { identity, idempotencyKey: newId<string>(), rawBody });
    expect(unknown.problem).toMatchObject({ status: 400, code: 'unknown-field' });
    expect((await call(origin, ordersApi.placeOrder, { body })).status).toBe(401);
  });
});
