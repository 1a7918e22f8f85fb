import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PaymentAuthorized, PaymentCaptured, PaymentFailed, PaymentPending } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { total } from './orders-peer.fixture.ts';
import { openPayments, type PaymentsUnderTest } from './payments-under-test.fixture.ts';

jest.setTimeout(60_000);

let shop: PaymentsUnderTest;
beforeAll(async () => {
  // Nothing but what the tests ask for finds out about payments.
  shop = await openPayments({ RECONCILE_INTERVAL_SECONDS: '3600' });
});
afterAll(async () => {
  await shop.consistent();
  await shop.close();
});

const published = (topic: string, orderId: string) =>
  shop.dapr.published.filter(
    (one) => one.topic === topic && (one.event.data as { orderId: string }).orderId === orderId,
  );
const captures = (orderId: string) =>
  shop.provider.chargesOf(orderId).reduce((sum, charge) => sum + charge.amount_captured, 0);

describe('paying', () => {
  it('authorises, captures once however often it is asked, and tells everybody', async () => {
    const order = shop.orders.place();
    const paid = await shop.pay(order, 'tok_visa');
    expect(paid).toMatchObject({ status: 201, body: { status: 'AUTHORIZED', amount: total, nextAction: null } });
    expect(paid.body.paymentMethod).toEqual({ type: 'card', brand: 'visa', last4: '4242' });
    const settlements = await Promise.all(Array.from({ length: 12 }, () => shop.capture(order.orderId)));
    expect(new Set(settlements.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await shop.capture(order.orderId)).body).toMatchObject({ outcome: 'captured', capturedAmount: total });
    expect(captures(order.orderId)).toBe(total.amount);
    expect(shop.provider.chargesOf(order.orderId)).toHaveLength(1);
    await eventually(() => published(PaymentCaptured.topic, order.orderId).length > 0);
    expect(published(PaymentAuthorized.topic, order.orderId)).toHaveLength(1);
    expect(published(PaymentCaptured.topic, order.orderId)).toHaveLength(1);
  });

  it('asks whose status is wanted', async () => {
    const { status, problem } = await shop.status({ userId: newId() });
    expect({ status, errors: problem?.errors }).toMatchObject({ status: 400, errors: [{ pointer: '/query/orderId' }] });
  });

  it('refuses to capture another amount than was authorised', async () => {
    const order = shop.orders.place();
    await shop.pay(order, 'tok_visa');
    const { body } = await shop.capture(order.orderId, { ...total, amount: total.amount + 1 });
    expect(body.outcome).toBe('refused');
    expect(captures(order.orderId)).toBe(0);
  });

  it('lets the shopper try another card after a decline', async () => {
    const order = shop.orders.place();
    const declined = await shop.pay(order, 'tok_declined');
    expect(declined.body).toMatchObject({ status: 'FAILED', failure: { code: 'card_declined' } });
    await eventually(() => published(PaymentFailed.topic, order.orderId).length === 1);
    expect((await shop.pay(order, 'tok_visa')).body.status).toBe('AUTHORIZED');
  });

  it('gives no more tries than are allowed', async () => {
    const order = shop.orders.place();
    for (let attempt = 1; attempt <= 5; attempt++) await shop.pay(order, 'tok_declined');
    expect((await shop.pay(order, 'tok_visa')).problem).toMatchObject({ code: 'order-not-payable', attemptsLeft: 0 });
  });

  it('waits for the shopper’s extra step and goes on after it', async () => {
    const order = shop.orders.place();
    const { body } = await shop.pay(order, 'tok_3ds');
    expect(body).toMatchObject({ status: 'REQUIRES_ACTION', nextAction: { type: 'redirect' } });
    await eventually(() => published(PaymentPending.topic, order.orderId).length === 1);
    const url = body.nextAction?.url ?? '';
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://shop.test;");
    expect(await page.text()).toContain('$42.00');
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'approve' }),
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`http://shop.test/orders/${order.orderId}`);
    await eventually(async () => (await shop.status(order)).body.status === 'AUTHORIZED');
  });

  it('fails when the shopper declines the step', async () => {
    const order = shop.orders.place();
    const { body } = await shop.pay(order, 'tok_3ds');
    await fetch(body.nextAction?.url ?? '', {
      method: 'POST',
      body: new URLSearchParams({ decision: 'decline' }),
      redirect: 'manual',
    });
    await eventually(async () => (await shop.status(order)).body.failure?.code === 'authentication_failed');
  });

  describe('with another card while a step is waiting', () => {
    const decide = (url: string, decision: 'approve' | 'decline') =>
      fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });

    it('tells the step again, so that the shopper can go on with it', async () => {
      const order = shop.orders.place();
      const { body } = await shop.pay(order, 'tok_3ds');
      expect((await shop.status(order)).body.nextAction).toEqual(body.nextAction);
    });

    it('cancels the step at the provider before the new payment begins', async () => {
      const order = shop.orders.place();
      const left = await shop.pay(order, 'tok_3ds');
      const paid = await shop.pay(order, 'tok_visa');
      expect(paid).toMatchObject({ status: 201, body: { status: 'AUTHORIZED' } });
      expect(shop.provider.chargesOf(order.orderId).map(({ status }) => status)).toEqual(['voided', 'authorized']);
      // Whoever comes back to the step's page changes nothing any more.
      await decide(left.body.nextAction?.url ?? '', 'approve');
      expect((await shop.capture(order.orderId)).body).toMatchObject({ outcome: 'captured', capturedAmount: total });
      expect(captures(order.orderId)).toBe(total.amount);
    });

    it('is refused once the step was taken, and names the payment', async () => {
      const order = shop.orders.place();
      shop.webhooks.arrive = false;
      try {
        const left = await shop.pay(order, 'tok_3ds');
        await decide(left.body.nextAction?.url ?? '', 'approve');
        const { problem } = await shop.pay(order, 'tok_visa');
        expect(problem).toMatchObject({
          code: 'payment-in-progress',
          paymentId: left.body.paymentId,
          paymentStatus: 'AUTHORIZED',
          nextAction: null,
        });
      } finally {
        shop.webhooks.arrive = true;
      }
      expect(shop.provider.chargesOf(order.orderId)).toHaveLength(1);
    });

    it('uses up no try, however often the shopper changes their mind, within reason', async () => {
      const order = shop.orders.place();
      for (let each = 0; each < 7; each++) expect((await shop.pay(order, 'tok_3ds')).status).toBe(201);
      expect((await shop.pay(order, 'tok_declined')).body.status).toBe('FAILED');
      await eventually(() => published(PaymentFailed.topic, order.orderId).length === 1);
      expect(published(PaymentFailed.topic, order.orderId)[0]?.event.data).toMatchObject({ attemptsLeft: 4 });
      for (let each = 0; each < 12; each++) await shop.pay(order, 'tok_3ds');
      expect((await shop.pay(order, 'tok_3ds')).problem?.code).toBe('order-not-payable');
    });

    it('lets one of several go through when they come at the same time', async () => {
      const order = shop.orders.place();
      await shop.pay(order, 'tok_3ds');
      const answers = await Promise.all(Array.from({ length: 6 }, () => shop.pay(order, 'tok_visa')));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      for (const { problem } of answers) expect([undefined, 'payment-in-progress']).toContain(problem?.code);
      const open = shop.provider.chargesOf(order.orderId).filter(({ status }) => status === 'authorized');
      expect(open).toHaveLength(1);
    });
  });

  it.each(['tok_timeout', 'tok_500_after_success'])(
    'finds out by a look what became of a lost answer (%s)',
    async (token) => {
      const order = shop.orders.place();
      shop.webhooks.arrive = false;
      try {
        expect((await shop.pay(order, token)).body.status).toBe('PROCESSING');
        await eventually(async () => (await shop.status(order)).body.status === 'AUTHORIZED');
      } finally {
        shop.webhooks.arrive = true;
      }
      expect(shop.provider.chargesOf(order.orderId)).toHaveLength(1);
      expect((await shop.capture(order.orderId)).body.outcome).toBe('captured');
    },
  );

  it.each(['tok_duplicate_webhooks', 'tok_reordered_webhooks', 'tok_dropped_webhooks', 'tok_storm'])(
    'ends captured once whatever its webhooks do (%s)',
    async (token) => {
      const orders = Array.from({ length: 5 }, () => shop.orders.place());
      await Promise.all(
        orders.map(async (order) => {
          await shop.pay(order, token);
          await shop.capture(order.orderId);
        }),
      );
      await eventually(() => shop.provider.sandbox.ledger.undelivered.size === 0, { timeoutMs: 20_000 });
      for (const order of orders) {
        expect((await shop.status(order)).body.status).toBe('CAPTURED');
        await eventually(() => published(PaymentCaptured.topic, order.orderId).length > 0);
        expect(captures(order.orderId)).toBe(total.amount);
        expect(published(PaymentCaptured.topic, order.orderId)).toHaveLength(1);
      }
    },
  );

  it('tells the saga when a capture is refused for good', async () => {
    const order = shop.orders.place();
    await shop.pay(order, 'tok_capture_refused');
    expect((await shop.capture(order.orderId)).body.outcome).toBe('refused');
    expect((await shop.cancel(order.orderId)).body.outcome).toBe('settled');
    expect(shop.provider.chargesOf(order.orderId)[0]?.status).toBe('voided');
  });
});

describe('an idempotency key', () => {
  it('has one effect and one answer, byte for byte', async () => {
    const order = shop.orders.place();
    const key = newId<string>();
    const first = await shop.pay(order, 'tok_visa', key);
    await shop.capture(order.orderId);
    const second = await shop.pay(order, 'tok_visa', key);
    expect(second.text).toBe(first.text);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await shop.pay(order, 'tok_declined', key)).problem?.code).toBe('idempotency-mismatch');
    expect(shop.provider.chargesOf(order.orderId)).toHaveLength(1);
  });

  it('of long ago pays another order', async () => {
    const first = shop.orders.place();
    const second = shop.orders.place(first.userId);
    const key = newId<string>();
    await shop.pay(first, 'tok_visa', key);
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    expect(await shop.pay(second, 'tok_visa', key)).toMatchObject({ status: 201, body: { orderId: second.orderId } });
  });

  it('lets one of many payments of an order begin', async () => {
    const order = shop.orders.place();
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.pay(order, 'tok_visa')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { problem } of answers.filter(({ status }) => status !== 201)) {
      expect(problem?.code).toBe('payment-in-progress');
    }
    expect(shop.provider.chargesOf(order.orderId)).toHaveLength(1);
  });
});

describe('access', () => {
  it('shows nobody other people’s orders and payments', async () => {
    const order = shop.orders.place();
    const stranger = { ...order, userId: shop.orders.place().userId };
    expect((await shop.pay(stranger, 'tok_visa')).status).toBe(404);
    await shop.pay(order, 'tok_visa');
    expect((await shop.status(stranger)).status).toBe(404);
  });

  it('keeps no token of an instrument', async () => {
    const order = shop.orders.place();
    await shop.pay(order, 'tok_mastercard');
    for (const table of ['payments', 'attempts', 'outbox', 'idempotency_keys', 'status_history']) {
      expect(JSON.stringify(await shop.query(`SELECT * FROM ${table}`))).not.toContain('tok_mastercard');
    }
  });
});
