import { beforeAll, describe, expect, it } from '@jest/globals';
import { cartsApi, inventoryApi, ordersApi, paymentsApi, productsApi, usersApi, type Product } from '@arcade/contracts';
import { createClient } from '@arcade/client';
import { eventually } from '@arcade/testing';
import { theArcade } from './the-arcade.ts';
import {
  addToCart,
  address,
  buy,
  byEvent,
  newKey,
  orderIn,
  password,
  pay,
  placeOrder,
  readCart,
  readOrder,
} from './shop.ts';

describe('a purchase', () => {
  const { shop, expectConsistent } = theArcade();
  let chair: Product;
  beforeAll(async () => {
    chair = await shop.offer({ stock: 100, price: 4900 });
  });
  const params = () => ({ productId: chair.productId });

  it('goes from registration to a confirmed order, and the money comes back when it is cancelled', async () => {
    const ada = await shop.register();
    const { items } = (
      await shop.anonymous.call(productsApi.listProducts, { query: { category: 'chairs', limit: 100 } })
    ).body;
    expect(items.map(({ productId }) => productId)).toContain(chair.productId);

    const cart = await addToCart(ada, chair.productId, 2);
    expect(cart.items).toMatchObject([{ quantity: 2, held: 2, totalPrice: { amount: 9800, currencyCode: 'USD' } }]);
    expect(Date.parse(cart.heldUntil ?? '')).toBeGreaterThan(Date.now() + 10 * 60_000);

    const order = await placeOrder(ada, cart);
    expect(order).toMatchObject({ status: 'PENDING_PAYMENT', totalAmount: cart.totals.total });
    await pay(ada, order.orderId);
    const confirmed = await orderIn(ada, order.orderId, ['CONFIRMED']);
    expect(confirmed).toMatchObject({ paymentStatus: 'PAID', fulfilmentStatus: 'UNFULFILLED' });
    // The cart learns of the order by an event.
    await eventually(async () => (await readCart(ada)).items.length === 0, byEvent);

    await ada.client.call(ordersApi.cancelOrder, { params: { orderId: order.orderId }, body: {} });
    const cancelled = await eventually(async () => {
      const now = await readOrder(ada, order.orderId);
      return now.paymentStatus === 'REFUNDED' && now;
    }, byEvent);
    expect(cancelled).toMatchObject({ status: 'CANCELLED', refundedAmount: cart.totals.total });
    expect(cancelled.history.map(({ newStatus }) => newStatus)).toEqual(
      expect.arrayContaining(['PENDING_PAYMENT', 'CONFIRMED', 'CANCELLED']),
    );
    await expectConsistent();
  });

  it('is fulfilled with a tracking number, and a part of it can be refunded', async () => {
    const ada = await shop.register();
    const merchant = await shop.asMerchant();
    const { orderId } = await buy(ada, chair.productId);
    await orderIn(ada, orderId, ['CONFIRMED']);
    await merchant.client.call(ordersApi.startProcessing, { params: { orderId } });
    const shipped = await merchant.client.call(ordersApi.shipOrder, {
      params: { orderId },
      body: { carrier: 'Post', trackingNumber: 'TRACK-1' },
    });
    expect(shipped.body).toMatchObject({ status: 'SHIPPED', shipments: [{ trackingNumber: 'TRACK-1' }] });

    const { paymentId } = (await ada.client.call(paymentsApi.getPaymentStatus, { query: { orderId } })).body;
    const admin = await shop.asAdmin();
    const idempotencyKey = newKey();
    const refund = () =>
      admin.client.call(
        paymentsApi.requestRefund,
        { params: { paymentId }, body: { amount: { amount: 500, currencyCode: 'USD' }, reason: 'damaged' } },
        { idempotencyKey },
      );
    const first = await refund();
    const second = await refund();
    expect(second.replayed).toBe(true);
    expect(second.body).toEqual(first.body);
    await eventually(async () => {
      const order = await readOrder(ada, orderId);
      return order.paymentStatus === 'PARTIALLY_REFUNDED' && order.refundedAmount.amount === 500;
    }, byEvent);
  });

  it('carries a guest’s cart into the account at sign-in, with its holds', async () => {
    const before = (await shop.anonymous.call(inventoryApi.getInventory, { params: params() })).body;
    const guest = createClient({ baseUrl: shop.url });
    const body = { productId: chair.productId, quantity: 3 };
    const cart = (await guest.call(cartsApi.addCartItem, { body })).body;
    const headers = { 'cart-token': `${cart.cartId}.${cart.guestToken ?? ''}` };
    const ada = await shop.register();
    const merged = (await ada.client.call(cartsApi.mergeCart, {}, { headers })).body;
    expect(merged.items).toMatchObject([{ productId: chair.productId, quantity: 3, held: 3 }]);
    const again = (await ada.client.call(cartsApi.mergeCart, {}, { headers })).body;
    expect(again.items).toMatchObject([{ quantity: 3 }]);
    const after = (await shop.anonymous.call(inventoryApi.getInventory, { params: params() })).body;
    expect(after.quantityReserved).toBe(before.quantityReserved + 3);
  });

  it('shows a changed price with the old one and refuses the old total', async () => {
    const lamp = await shop.offer({ stock: 5, price: 1000 });
    const ada = await shop.register();
    const cart = await addToCart(ada, lamp.productId);
    const merchant = await shop.asMerchant();
    const where = { params: { productId: lamp.productId } };
    const { etag = '' } = await merchant.client.call(productsApi.getProduct, where);
    const price = { amount: 1200, currencyCode: 'USD' };
    await merchant.client.call(productsApi.changePrice, { ...where, body: { price } }, { ifMatch: etag });
    await expect(placeOrder(ada, cart)).rejects.toMatchObject({ status: 409 });
    const now = await eventually(async () => {
      const read = await readCart(ada);
      return read.items[0]?.unitPrice.amount === 1200 && read;
    }, byEvent);
    expect(now.items[0]?.problems).toEqual([
      { code: 'price-changed', oldPrice: { amount: 1000, currencyCode: 'USD' }, newPrice: price },
    ]);
    const order = await placeOrder(ada, now);
    expect(order.items).toMatchObject([{ unitPrice: price }]);
  });

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
  ])('can be paid with another card after %s', async (token, code) => {
    const ada = await shop.register();
    const order = await placeOrder(ada, await addToCart(ada, chair.productId));
    expect(await pay(ada, order.orderId, token)).toMatchObject({ status: 'FAILED', failure: { code } });
    await pay(ada, order.orderId, 'tok_visa');
    await orderIn(ada, order.orderId, ['CONFIRMED']);
  });

  it('waits for the step that the bank asks for', async () => {
    const ada = await shop.register();
    const order = await placeOrder(ada, await addToCart(ada, chair.productId));
    const payment = await pay(ada, order.orderId, 'tok_3ds');
    expect(payment.status).toBe('REQUIRES_ACTION');
    const page = payment.nextAction?.url ?? '';
    expect(await (await fetch(page)).text()).toContain('Approve');
    await fetch(page, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' });
    await orderIn(ada, order.orderId, ['CONFIRMED']);
  });

  it.each(['tok_timeout', 'tok_500_after_success', 'tok_storm', 'tok_dropped_webhooks'])(
    'is captured once although the provider behaves badly (%s)',
    async (token) => {
      const ada = await shop.register();
      const { orderId } = await buy(ada, chair.productId, 1, token);
      await orderIn(ada, orderId, ['CONFIRMED'], 60_000);
      await expectConsistent();
    },
  );

  it('is nobody else’s business', async () => {
    const ada = await shop.register();
    const eve = await shop.register();
    const cart = await addToCart(ada, chair.productId);
    await expect(placeOrder(eve, cart)).rejects.toMatchObject({ status: 404 });
    const order = await placeOrder(ada, cart);
    await expect(readOrder(eve, order.orderId)).rejects.toMatchObject({ status: 404 });
    await expect(pay(eve, order.orderId)).rejects.toMatchObject({ status: 404 });
    await expect(shop.anonymous.call(ordersApi.listOrders)).rejects.toMatchObject({ status: 401 });
    const merchant = await shop.asMerchant();
    const users = merchant.client.call(usersApi.listUsers);
    await expect(users).rejects.toMatchObject({ status: 403 });
  });

  it('tells what is wrong with a bad request', async () => {
    const ada = await shop.register();
    const answer = await fetch(`${shop.url}/cart/items`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ productId: 'nonsense', quantity: -1, price: 1 }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await answer.json()) as { errors: { pointer: string }[] };
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/productId', '/quantity', '/price']),
    );
    const withoutKey = ada.client.call(ordersApi.placeOrder, {
      body: { cartId: newKey(), cartVersion: 1, expectedTotal: chair.price, shippingAddress: address },
    });
    await expect(withoutKey).rejects.toMatchObject({ status: 400, code: 'idempotency-key-required' });
  });

  it('shows a long list by links from page to page', async () => {
    const ada = await shop.register();
    const first = await buy(ada, chair.productId);
    // The cart is free for another order once it knows of this one.
    await eventually(async () => (await readCart(ada)).items.length === 0, byEvent);
    const second = await buy(ada, chair.productId);
    const { token = '' } = (
      await shop.anonymous.call(usersApi.login, { body: { email: ada.email, password, delivery: 'token' } })
    ).body;
    const listed: string[] = [];
    for (let next: string | undefined = '/orders?limit=1&scope=mine'; next !== undefined;) {
      const answer = await fetch(shop.url + next, { headers: { authorization: `Bearer ${token}` } });
      const { items } = (await answer.json()) as { items: { orderId: string }[] };
      listed.push(...items.map(({ orderId }) => orderId));
      next = /^<(\/orders\?limit=1&scope=mine&cursor=[^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(listed).toEqual([second.orderId, first.orderId]);
  });

  it('leaves no dead letters, and shows them to administrators only', async () => {
    const admin = await shop.asAdmin();
    const ada = await shop.register();
    const lists = [
      productsApi.listProductDeadLetters,
      cartsApi.listCartDeadLetters,
      inventoryApi.listInventoryDeadLetters,
      ordersApi.listOrderDeadLetters,
    ];
    for (const list of lists) {
      expect((await admin.client.call(list)).body).toEqual({ items: [] });
      await expect(ada.client.call(list)).rejects.toMatchObject({ status: 403 });
    }
    const nothing = admin.client.call(ordersApi.replayOrderDeadLetter, { params: { eventId: newKey() } });
    await expect(nothing).rejects.toMatchObject({ status: 404, code: 'not-found' });
  });

  it('ends with the session: after signing out the token is worth nothing', async () => {
    const ada = await shop.register();
    await ada.client.call(usersApi.logout);
    await eventually(async () => {
      const failure = await ada.client.call(usersApi.getProfile).then(
        () => undefined,
        (error: unknown) => error,
      );
      return (failure as { status?: number } | undefined)?.status === 401;
    }, byEvent);
  });
});
