import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ordersApi, type OrderId, type UserId } from '@arcade/contracts';
import { call, eventually } from '@arcade/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { openShop, type Shop } from './shop.fixture.ts';

/** Some things here take their time: banks that think, and many rounds of the same. */
jest.setTimeout(120_000);

/** Ordered, not paid. */
async function ordered(shop: Shop, units = 1) {
  const [ada, chair] = [shop.newUser(), await shop.product(units)];
  const placed = await shop.place(ada, shop.cart(ada, [chair]));
  expect(placed.status).toBe(201);
  return { ada, chair, orderId: placed.body.orderId };
}

const cancel = (shop: Shop, userId: string, orderId: OrderId) =>
  call(shop.orders.origin, ordersApi.cancelOrder, {
    identity: shop.as(userId),
    params: { orderId },
    body: { reason: 'changed my mind' },
  });

async function capturedOnce(shop: Shop, token: string) {
  const { ada, orderId } = await ordered(shop);
  await shop.pay(ada, orderId, token);
  await shop.until(ada, orderId, { status: 'CONFIRMED', paymentStatus: 'PAID' });
  const charges = shop.provider.chargesOf(orderId).filter(({ amount_captured }) => amount_captured > 0);
  expect(charges).toHaveLength(1);
}

/** Nothing of an order's money or stock is left with the shop. */
const settled = (shop: Shop, userId: UserId, orderId: OrderId) =>
  eventually(async () => {
    const [row] = await shop.query<{ settlement: string; stock: string }>(
      `SELECT settlement, stock FROM orders WHERE order_id = '${orderId}'`,
    );
    if (row?.settlement !== 'settled') throw new Error(`${userId}: ${JSON.stringify(row)}`);
    return row;
  });

/** Lets an order's deadline be so long ago; by its version, so that nobody continues with the order as it was. */
const letPass = (shop: Shop, orderId: OrderId, seconds: number) =>
  shop.query(`UPDATE orders JOIN saga USING (order_id)
    SET pay_until = NOW(3) - INTERVAL ${seconds} SECOND, version = version + 1, next_attempt_at = NOW(6)
    WHERE order_id = '${orderId}'`);

const expiryOf = (orderId: OrderId) => `UPDATE orders JOIN saga USING (order_id)
  SET status = 'EXPIRED', version = version + 1, pay_until = NOW(3), next_attempt_at = NOW(6)
  WHERE order_id = '${orderId}'`;
const traceOf = (orderId: OrderId) => [
  `INSERT INTO order_status_history SELECT UUID(), order_id, 'PENDING_PAYMENT', status, 'expire', 'orders', NULL, NULL,
    version, NOW(3) FROM orders WHERE order_id = '${orderId}'`,
  `INSERT INTO outbox (event_id, topic, type, aggregate_id, aggregate_version, data, occurred_at)
    SELECT UUID(), 'orders.order-status-changed', 'by hand', order_id, version, '{}', NOW(6)
    FROM orders WHERE order_id = '${orderId}'`,
];

describe('paying an order', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await shop.close();
  });

  it('can be tried again after a decline', async () => {
    const { ada, orderId } = await ordered(shop);
    expect((await shop.pay(ada, orderId, 'tok_declined')).body.status).toBe('FAILED');
    await shop.until(ada, orderId, { status: 'PENDING_PAYMENT', paymentStatus: 'FAILED' });
    await shop.pay(ada, orderId, 'tok_visa');
    await shop.until(ada, orderId, { status: 'CONFIRMED', paymentStatus: 'PAID' });
  });

  it('ends with the last attempt', async () => {
    const { ada, chair, orderId } = await ordered(shop);
    for (let attempt = 0; attempt < 5; attempt++) await shop.pay(ada, orderId, 'tok_declined');
    await shop.until(ada, orderId, { status: 'CANCELLED', cancelReason: 'payment-attempts-exhausted' });
    await settled(shop, ada, orderId);
    expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
  });

  it('waits for the step that the bank asks for', async () => {
    const { ada, orderId } = await ordered(shop);
    const { body } = await shop.pay(ada, orderId, 'tok_3ds');
    expect(body.status).toBe('REQUIRES_ACTION');
    await shop.until(ada, orderId, { status: 'PENDING_PAYMENT', paymentStatus: 'PENDING' });
    const chargeId = body.nextAction?.url.split('/').at(-1) ?? '';
    await shop.provider.sandbox.answerStep(chargeId, true);
    await shop.until(ada, orderId, { status: 'CONFIRMED', paymentStatus: 'PAID' });
  });

  it.each(['tok_slow', 'tok_500_after_success', 'tok_late_1'])('is captured once although %s', async (token) => {
    await capturedOnce(shop, token);
  });

  it('ends when the capture is refused for good: units back on the shelf, the authorisation void', async () => {
    const { ada, chair, orderId } = await ordered(shop);
    await shop.pay(ada, orderId, 'tok_capture_refused');
    await shop.until(ada, orderId, { status: 'CANCELLED', cancelReason: 'payment-refused' });
    await settled(shop, ada, orderId);
    expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
    await shop.untilPayment(ada, orderId, 'VOIDED');
  });

  it('is not possible for others, nor twice', async () => {
    const { ada, orderId } = await ordered(shop);
    expect((await shop.pay(shop.newUser(), orderId)).status).toBe(404);
    await shop.pay(ada, orderId);
    await shop.until(ada, orderId, { status: 'CONFIRMED' });
    expect((await shop.pay(ada, orderId)).problem?.status).toBe(409);
  });

  it('is found even when every event is lost', async () => {
    const { ada, orderId } = await ordered(shop);
    shop.broker.down = true;
    await shop.orders.restart({}, false);
    await shop.pay(ada, orderId);
    expect((await shop.get(ada, orderId)).body.status).toBe('PENDING_PAYMENT');
    await shop.orders.restart({ RECONCILE_INTERVAL_SECONDS: '0.2', RECONCILE_QUIET_SECONDS: '0.1' });
    await shop.until(ada, orderId, { status: 'CONFIRMED', paymentStatus: 'PAID' });
    await shop.orders.restart();
  });
  afterEach(() => {
    shop.broker.down = false;
  });

  it('resumes when payments is back', async () => {
    const { ada, orderId } = await ordered(shop);
    await shop.pay(ada, orderId, 'tok_late_1');
    await shop.payments.stop();
    await sleep(100);
    await shop.payments.restart();
    await shop.until(ada, orderId, { status: 'CONFIRMED' });
  });
});

describe('paying an order while the provider’s answers get lost', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ PROVIDER_TIMEOUT_MS: '1000' });
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await shop.close();
  });

  it.each(['tok_slow', 'tok_timeout'])('captures once although %s', async (token) => {
    await capturedOnce(shop, token);
  });
});

describe('cancelling an order', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await shop.close();
  });

  it('frees its units when it is not paid, and refuses later payments', async () => {
    const { ada, chair, orderId } = await ordered(shop);
    const cancelled = await cancel(shop, ada, orderId);
    expect(cancelled.body).toMatchObject({ status: 'CANCELLED', cancelReason: 'changed my mind', payUntil: null });
    await settled(shop, ada, orderId);
    expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
    expect((await shop.pay(ada, orderId)).problem).toMatchObject({ status: 409, code: 'order-not-payable' });
    expect((await cancel(shop, ada, orderId)).status).toBe(200);
  });

  it('gives money and units back when it is confirmed', async () => {
    const { ada, chair, orderId } = await ordered(shop);
    await shop.pay(ada, orderId);
    await shop.until(ada, orderId, { status: 'CONFIRMED' });
    expect((await cancel(shop, ada, orderId)).body.status).toBe('CANCELLED');
    const order = await shop.until(ada, orderId, { paymentStatus: 'REFUNDED' });
    expect(order.refundedAmount).toEqual(order.totalAmount);
    await settled(shop, ada, orderId);
    expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
  });

  it('works while a payment is being decided', async () => {
    const { ada, orderId } = await ordered(shop);
    await shop.pay(ada, orderId, 'tok_late_5');
    await cancel(shop, ada, orderId);
    await settled(shop, ada, orderId);
    await shop.untilPayment(ada, orderId, 'VOIDED');
    expect((await shop.get(ada, orderId)).body.status).toBe('CANCELLED');
  });

  it('leaves nothing half done when it meets the payment', async () => {
    for (let round = 0; round < 8; round++) {
      const { ada, chair, orderId } = await ordered(shop);
      const [, cancelled] = await Promise.all([
        shop.pay(ada, orderId),
        sleep(round * 4).then(() => cancel(shop, ada, orderId)),
      ]);
      expect(cancelled.status).toBe(200);
      await settled(shop, ada, orderId);
      expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
    }
  });

  it('is not for strangers', async () => {
    const { orderId } = await ordered(shop);
    expect((await cancel(shop, shop.newUser(), orderId)).status).toBe(404);
  });
});

describe('an order that is not paid in time', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ ORDER_PAYMENT_GRACE_SECONDS: '20', SAGA_POLL_MS: '50' });
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await shop.close();
  });

  it('expires and frees its units', async () => {
    const { ada, chair, orderId } = await ordered(shop);
    await letPass(shop, orderId, 1);
    const order = await shop.until(ada, orderId, { status: 'EXPIRED' });
    expect(order.history.at(-1)).toMatchObject({ event: 'expire', actor: 'orders' });
    await settled(shop, ada, orderId);
    expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
    await eventually(() => shop.events(orderId).some(({ topic }) => topic === 'orders.order-expired'));
    expect((await shop.pay(ada, orderId)).problem).toMatchObject({ code: 'order-not-payable' });
  });

  it('is sold when a bank that was asked in time agrees soon after', async () => {
    const { ada, orderId } = await ordered(shop);
    await shop.pay(ada, orderId, 'tok_late_8');
    await shop.until(ada, orderId, { paymentStatus: 'PENDING' });
    await letPass(shop, orderId, 1);
    const asked = `SELECT 1 FROM saga WHERE order_id = '${orderId}' AND step = 'ask-payment' AND attempt > 0`;
    await eventually(async () => (await shop.query(asked)).length === 1);
    expect((await shop.get(ada, orderId)).body).toMatchObject({ status: 'PENDING_PAYMENT', paymentStatus: 'PENDING' });
    await shop.until(ada, orderId, { status: 'CONFIRMED', paymentStatus: 'PAID' });
  });

  it('gives back a payment that comes later than that', async () => {
    const { ada, chair, orderId } = await ordered(shop);
    await shop.pay(ada, orderId, 'tok_late_10');
    await shop.until(ada, orderId, { paymentStatus: 'PENDING' });
    await letPass(shop, orderId, 30);
    await shop.until(ada, orderId, { status: 'EXPIRED' });
    await eventually(async () => (await shop.stock(chair)).reserved === 0);
    const bob = shop.newUser();
    const { body } = await shop.place(bob, shop.cart(bob, [chair]));
    await shop.pay(bob, body.orderId);
    await shop.until(bob, body.orderId, { status: 'CONFIRMED' });
    await shop.untilPayment(ada, orderId, 'VOIDED');
    await settled(shop, ada, orderId);
    expect((await shop.get(ada, orderId)).body.status).toBe('EXPIRED');
  });

  it('is sold after all when it was paid at the very end and its units are still held', async () => {
    const { ada, chair, orderId } = await ordered(shop);
    shop.broker.down = true;
    await shop.orders.stop();
    // The driver died right after it had written the expiry; the payment had been on its way.
    const dead = await shop.orders.replica({}, false);
    await shop.pay(ada, orderId);
    await shop.query(expiryOf(orderId));
    for (const statement of traceOf(orderId)) await shop.query(statement);
    shop.broker.down = false;
    await dead.stop();
    await shop.orders.restart();
    const order = await shop.until(ada, orderId, { status: 'CONFIRMED', paymentStatus: 'PAID' });
    expect(order.history.at(-1)).toMatchObject({ oldStatus: 'EXPIRED', event: 'confirm-late' });
    expect(await shop.stock(chair)).toEqual({ onHand: 0, reserved: 0 });
  });

  it('is worked on by two drivers without harm', async () => {
    const second = await shop.orders.replica({ SAGA_POLL_MS: '10' });
    const made = await Promise.all(Array.from({ length: 6 }, () => ordered(shop)));
    await Promise.all(made.slice(0, 3).map(({ ada, orderId }) => shop.pay(ada, orderId)));
    for (const { ada, orderId } of made.slice(0, 3)) await shop.until(ada, orderId, { status: 'CONFIRMED' });
    for (const { ada, orderId } of made.slice(3)) {
      await letPass(shop, orderId, 1);
      await shop.until(ada, orderId, { status: 'EXPIRED' });
      await settled(shop, ada, orderId);
    }
    await second.stop();
    await shop.orders.restart();
  });
});
