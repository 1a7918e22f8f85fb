import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PaymentVoided, RefundSucceeded } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { register } from 'prom-client';
import { total } from './orders-peer.fixture.ts';
import { openPayments, type PaymentsUnderTest } from './payments-under-test.fixture.ts';

jest.setTimeout(60_000);

let shop: PaymentsUnderTest;
beforeAll(async () => {
  shop = await openPayments();
});
afterAll(async () => {
  await shop.consistent();
  await shop.close();
});

const captured = async () => {
  const order = shop.orders.place();
  const { body } = await shop.pay(order, 'tok_visa');
  await shop.capture(order.orderId);
  return { ...order, paymentId: body.paymentId };
};
const chargeOf = (orderId: string) => shop.provider.chargesOf(orderId)[0];
const published = (topic: string, orderId: string) =>
  shop.dapr.published.filter(
    (one) => one.topic === topic && (one.event.data as { orderId: string }).orderId === orderId,
  );
const orphans = async (taken: string) => {
  const metric = await register.getSingleMetric('payments_orphan_charges_total')?.get();
  return metric?.values.find(({ labels }) => labels['taken'] === taken)?.value ?? Number.NaN;
};

describe('refunds', () => {
  it('gives back parts until nothing is left, then refuses', async () => {
    const { paymentId, orderId } = await captured();
    expect((await shop.refund(paymentId, 1200)).body).toMatchObject({ status: 'SUCCEEDED', amount: { amount: 1200 } });
    expect((await shop.refund(paymentId, undefined)).body.amount.amount).toBe(total.amount - 1200);
    expect((await shop.refund(paymentId, 1)).problem).toMatchObject({
      code: 'refund-exceeds-captured',
      left: { amount: 0 },
    });
    expect(chargeOf(orderId)?.amount_refunded).toBe(total.amount);
    await eventually(() => published(RefundSucceeded.topic, orderId).length === 2);
  });

  it('never gives back more than was captured, however many ask at once', async () => {
    const { paymentId, orderId } = await captured();
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.refund(paymentId, 1000)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(answers.filter(({ problem }) => problem?.code === 'refund-exceeds-captured')).toHaveLength(6);
    expect(chargeOf(orderId)?.amount_refunded).toBe(4000);
  });

  it('refunds once for one key', async () => {
    const { paymentId, orderId } = await captured();
    const key = newId<string>();
    const [first, second] = [await shop.refund(paymentId, 700, key), await shop.refund(paymentId, 700, key)];
    expect(second.text).toBe(first.text);
    expect(chargeOf(orderId)?.amount_refunded).toBe(700);
  });
});

it('a key of long ago refunds another payment', async () => {
  const [first, second] = [await captured(), await captured()];
  const key = newId<string>();
  await shop.refund(first.paymentId, 700, key);
  await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
  expect((await shop.refund(second.paymentId, 500, key)).body).toMatchObject({
    paymentId: second.paymentId,
    amount: { amount: 500 },
  });
  expect(chargeOf(second.orderId)?.amount_refunded).toBe(500);
});

describe('cancelling an order', () => {
  it('voids what is authorised', async () => {
    const order = shop.orders.place();
    await shop.pay(order, 'tok_visa');
    expect((await shop.cancel(order.orderId)).body).toMatchObject({ outcome: 'settled' });
    expect(chargeOf(order.orderId)?.status).toBe('voided');
    expect((await shop.status(order)).body.status).toBe('VOIDED');
    await eventually(() => published(PaymentVoided.topic, order.orderId).length === 1);
    expect((await shop.capture(order.orderId)).body.outcome).toBe('refused');
    expect((await shop.pay(order, 'tok_visa')).problem?.code).toBe('order-not-payable');
  });

  it('refunds what is captured, less what was given back before', async () => {
    const { orderId, paymentId } = await captured();
    await shop.refund(paymentId, 1000);
    const answers = await Promise.all([shop.cancel(orderId), shop.cancel(orderId), shop.cancel(orderId)]);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await shop.cancel(orderId)).body).toMatchObject({ outcome: 'settled', refundedAmount: total });
    expect(chargeOf(orderId)?.amount_refunded).toBe(total.amount);
  });

  it('is settled at once when nobody has paid', async () => {
    const { orderId } = shop.orders.place();
    expect((await shop.cancel(orderId)).body).toEqual({
      outcome: 'settled',
      paymentId: null,
      capturedAmount: null,
      refundedAmount: null,
    });
  });

  it('takes back a step that the shopper has not taken', async () => {
    const order = shop.orders.place();
    await shop.pay(order, 'tok_3ds');
    expect((await shop.cancel(order.orderId)).body.outcome).toBe('settled');
    expect((await shop.status(order)).body.status).toBe('CANCELLED');
  });

  it('voids an authorisation that comes afterwards', async () => {
    const order = shop.orders.place();
    expect((await shop.pay(order, 'tok_late_5')).body.status).toBe('PROCESSING');
    expect((await shop.cancel(order.orderId)).body.outcome).toBe('pending');
    await eventually(() => chargeOf(order.orderId)?.status === 'voided', { timeoutMs: 30_000 });
    await eventually(async () => (await shop.cancel(order.orderId)).body.outcome === 'settled');
  });

  it('leaves neither money nor authorisation when a capture runs against it', async () => {
    const orders = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const order = shop.orders.place();
        await shop.pay(order, 'tok_visa');
        return order;
      }),
    );
    await Promise.all(orders.flatMap(({ orderId }) => [shop.capture(orderId), shop.cancel(orderId)]));
    for (const { orderId } of orders) {
      await eventually(async () => (await shop.cancel(orderId)).body.outcome === 'settled');
      const charge = chargeOf(orderId);
      expect((charge?.amount_captured ?? 0) - (charge?.amount_refunded ?? 0)).toBe(0);
      expect(charge?.status).not.toBe('authorized');
    }
  });

  it('says that a refund is refused when the bank does not take the money back', async () => {
    const order = shop.orders.place();
    await shop.pay(order, 'tok_refund_refused');
    await shop.capture(order.orderId);
    expect((await shop.cancel(order.orderId)).body.outcome).toBe('refused');
    // Nothing can be in order here until a person has paid it back otherwise.
    await shop.query(`UPDATE order_accounts SET closed_reason = NULL, unsettled_since = NULL
      WHERE order_id = '${order.orderId}'`);
  });
});

describe('reconciliation', () => {
  const strayCharge = async (orderId: string, capture: boolean, token = 'tok_visa') => {
    shop.webhooks.arrive = false;
    const { sandbox } = shop.provider;
    const key = newId<string>();
    const asked = { token, amount: 990, currency: 'EUR', metadata: { orderId } };
    const { id } = (await sandbox.createCharge(key, asked)).body as { id: string };
    if (capture) await sandbox.captureCharge(`${key}:capture`, id, 990);
    return id;
  };

  it.each([
    ['voids', 'authorization', false],
    ['refunds', 'capture', true],
  ] as const)('%s a charge that no payment of ours stands for, and counts it', async (_, taken, capture) => {
    const before = await orphans(taken);
    const { orderId } = shop.orders.place();
    await strayCharge(orderId, capture);
    const isBack = () => {
      const charge = chargeOf(orderId);
      return capture ? charge?.amount_refunded === 990 : charge?.status === 'voided';
    };
    await eventually(isBack, { timeoutMs: 15_000 });
    await eventually(async () => (await orphans(taken)) === before + 1);
    shop.webhooks.arrive = true;
  });

  it('calls off a step that no payment of ours waits for', async () => {
    const { orderId } = shop.orders.place();
    await strayCharge(orderId, false, 'tok_3ds');
    await eventually(() => chargeOf(orderId)?.status === 'voided', { timeoutMs: 15_000 });
    shop.webhooks.arrive = true;
  });

  it('resolves a payment whose shopper never came back', async () => {
    shop.webhooks.arrive = false;
    const order = shop.orders.place();
    await shop.pay(order, 'tok_timeout');
    const status = async () =>
      (await shop.query<{ status: string }>(`SELECT status FROM payments WHERE order_id = '${order.orderId}'`))[0]
        ?.status;
    await eventually(async () => (await status()) === 'AUTHORIZED', { timeoutMs: 15_000 });
    shop.webhooks.arrive = true;
  });
});
