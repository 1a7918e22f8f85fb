import { describe, expect, it } from '@jest/globals';
import { inventoryApi, ordersApi, paymentsApi, type Order } from '@arcade/contracts';
import { ProblemError } from '@arcade/client';
import { eventually } from '@arcade/testing';
import { inParallel } from '../../tools/sample-data/patient-client.ts';
import { theArcade } from './the-arcade.ts';
import { addToCart, address, buy, byEvent, newKey, orderIn, pay, placeOrder, readOrder, type Person } from './shop.ts';

describe('correctness', () => {
  const { shop, platform, restart, expectConsistent, withBrokerWiped, queues } = theArcade();

  it('gives one order and the same bytes for one idempotency key, and refuses the key for another body', async () => {
    const { productId } = await shop.offer({ stock: 10 });
    const ada = await shop.register();
    const cart = await addToCart(ada, productId);
    const idempotencyKey = newKey();
    const body = {
      cartId: cart.cartId,
      cartVersion: cart.version,
      expectedTotal: cart.totals.total,
      shippingAddress: address,
    };
    const place = (line1 = address.line1) => {
      const shippingAddress = { ...address, line1 };
      return ada.client.call(ordersApi.placeOrder, { body: { ...body, shippingAddress } }, { idempotencyKey });
    };
    const outcomes = await Promise.allSettled([place(), place(), place()]);
    const answered = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as ProblemError] : [],
    );
    expect(answered.length).toBeGreaterThanOrEqual(1);
    expect(refused.every(({ code }) => code === 'idempotency-in-flight')).toBe(true);
    const replay = await place();
    expect(replay.replayed).toBe(true);
    for (const { body: order } of answered) expect(replay.body).toEqual(order);
    await expect(place('2 Other Street')).rejects.toMatchObject({ status: 422, code: 'idempotency-mismatch' });
    expect((await ada.client.call(ordersApi.listOrders)).body.items).toHaveLength(1);

    const paymentKey = newKey();
    const payments = await Promise.allSettled([
      pay(ada, replay.body.orderId, 'tok_visa', paymentKey),
      pay(ada, replay.body.orderId, 'tok_visa', paymentKey),
    ]);
    expect(payments.some(({ status }) => status === 'fulfilled')).toBe(true);
    await orderIn(ada, replay.body.orderId, ['CONFIRMED']);
    const query = { orderId: replay.body.orderId };
    expect((await ada.client.call(paymentsApi.listPayments, { query })).body.items).toHaveLength(1);
    await expectConsistent();
  });

  it('confirms exactly 10 of 100 buyers of 10 units', async () => {
    const { productId } = await shop.offer({ stock: 10 });
    const buyers: Person[] = [];
    await inParallel(Array.from({ length: 100 }), 10, async () => void buyers.push(await shop.register()));
    const bought: { buyer: Person; order: Order }[] = [];
    const refusals = new Set<unknown>();
    // More at once than there are units, and no more than a slow machine serves in time.
    await inParallel(buyers, 20, async (buyer) => {
      try {
        bought.push({ buyer, order: await buy(buyer, productId) });
      } catch (error) {
        refusals.add(error instanceof ProblemError ? error.code : error);
      }
    });
    expect(refusals).toEqual(new Set(['insufficient-stock']));
    const ended = await Promise.all(
      bought.map(({ buyer, order }) => orderIn(buyer, order.orderId, ['CONFIRMED', 'CANCELLED'], 60_000)),
    );
    expect(ended.filter(({ status }) => status === 'CONFIRMED')).toHaveLength(10);
    const left = (await shop.anonymous.call(inventoryApi.getInventory, { params: { productId } })).body;
    expect(left).toMatchObject({ quantityAvailable: 0, quantityReserved: 0 });
    await expectConsistent();
  });

  it('refunds or voids a payment that comes after the order has expired', async () => {
    const { productId } = await shop.offer({ stock: 1 });
    const ada = await shop.register();
    // Time enough to pay, and to sell the unit to somebody else before the first payment is decided.
    await restart('orders', { env: { ORDER_PAY_MINUTES: '0.2', ORDER_PAYMENT_GRACE_SECONDS: '1' } });
    const { orderId } = await buy(ada, productId, 1, 'tok_late_45');
    await orderIn(ada, orderId, ['EXPIRED']);
    await restart('orders');
    const bob = await shop.register();
    // The unit goes back once the account of the expired order is closed.
    const cart = await eventually(() => addToCart(bob, productId), byEvent);
    const sold = await placeOrder(bob, cart);
    await pay(bob, sold.orderId);
    await orderIn(bob, sold.orderId, ['CONFIRMED']);
    await eventually(
      async () => {
        const { body } = await ada.client.call(paymentsApi.getPaymentStatus, { query: { orderId } });
        return (
          body.status === 'VOIDED' ||
          (body.capturedAmount.amount > 0 && body.refundedAmount.amount === body.capturedAmount.amount)
        );
      },
      { timeoutMs: 120_000, intervalMs: 500 },
    );
    expect((await readOrder(ada, orderId)).status).toBe('EXPIRED');
    await expectConsistent();
  });

  it.each([
    'orders.after-place',
    'orders.after-reserve',
    'orders.before-commit-stock',
    'orders.after-commit-stock',
    'orders.after-capture',
  ])('comes through the death of orders at %s', async (failpoint) => {
    const { productId } = await shop.offer({ stock: 3 });
    const ada = await shop.register();
    const cart = await addToCart(ada, productId);
    await restart('orders', { env: { ARCADE_FAILPOINTS: `${failpoint}=kill` }, restartWhenDead: false });
    const key = newKey();
    const place = () => placeOrder(ada, cart, key);
    const paymentKey = newKey();
    const first = await place().catch(() => undefined);
    if (first !== undefined) await pay(ada, first.orderId, 'tok_visa', paymentKey).catch(() => undefined);
    await platform.died('orders');
    await restart('orders');
    const order = first ?? (await eventually(place, { timeoutMs: 40_000, intervalMs: 500 }));
    await eventually(() => pay(ada, order.orderId, 'tok_visa', paymentKey), { timeoutMs: 40_000, intervalMs: 500 });
    await orderIn(ada, order.orderId, ['CONFIRMED'], 60_000);
    const left = (await shop.anonymous.call(inventoryApi.getInventory, { params: { productId } })).body;
    expect(left).toMatchObject({ quantityAvailable: 2, quantityReserved: 0 });
    await expectConsistent();
  });

  it.each(['payments.after-intent', 'payments.after-authorise', 'payments.after-capture'])(
    'comes through the death of payments at %s',
    async (failpoint) => {
      const { productId } = await shop.offer({ stock: 3 });
      const ada = await shop.register();
      const order = await placeOrder(ada, await addToCart(ada, productId));
      await restart('payments', { env: { ARCADE_FAILPOINTS: `${failpoint}=kill` }, restartWhenDead: false });
      const key = newKey();
      await pay(ada, order.orderId, 'tok_visa', key).catch(() => undefined);
      await platform.died('payments');
      await restart('payments');
      await eventually(() => pay(ada, order.orderId, 'tok_visa', key), { timeoutMs: 40_000, intervalMs: 500 });
      await orderIn(ada, order.orderId, ['CONFIRMED'], 60_000);
      await expectConsistent();
    },
  );

  it('loses nothing when the broker and all its data are wiped in the middle of a purchase, and listens once to its return', async () => {
    // The broker counts its consumers every 30 s.
    const patience = { timeoutMs: 120_000, intervalMs: 500 };
    const eachOnce = async () => {
      const now = await queues();
      const calm = now.every(({ consumers, messages_unacknowledged: owed }) => consumers === 1 && owed === 0);
      return now.length > 0 && calm && now.map(({ name }) => name);
    };
    const before = await eventually(eachOnce, patience);
    const { productId } = await shop.offer({ stock: 5 });
    const ada = await shop.register();
    const order = await placeOrder(ada, await addToCart(ada, productId));
    await withBrokerWiped(async () => {
      await pay(ada, order.orderId).catch(() => undefined);
    });
    await orderIn(ada, order.orderId, ['CONFIRMED'], 90_000);
    await expectConsistent();
    await eventually(async () => {
      const now = await eachOnce();
      return now !== false && before.every((queue) => now.includes(queue));
    }, patience);
  });
});
