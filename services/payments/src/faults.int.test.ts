import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually, type ServiceProcess } from '@arcade/testing';
import { total } from './orders-peer.fixture.ts';
import { openPayments, type PaymentsUnderTest } from './payments-under-test.fixture.ts';

jest.setTimeout(120_000);

let shop: PaymentsUnderTest;
let running: ServiceProcess | undefined;
beforeAll(async () => {
  shop = await openPayments();
  await shop.stop();
});
afterAll(() => shop.close());

/** The service as a process, with or without a place where it dies. */
async function start(failpoints = ''): Promise<ServiceProcess> {
  await running?.kill();
  return (running = await shop.process({ ARCADE_FAILPOINTS: failpoints }));
}

const dies = async ({ exited }: ServiceProcess, work: () => Promise<unknown>) => {
  await work().catch(() => {});
  expect(await exited).toBe('SIGKILL');
};
/** Every event is numbered and sent: a relay that dies at its next event dies for none of these. */
const allTold = () =>
  eventually(
    async () => {
      const [row] = await shop.query<{ unsent: string | number }>(
        'SELECT COUNT(*) AS unsent FROM outbox WHERE seq IS NULL OR sent_at IS NULL',
      );
      return Number(row?.unsent) === 0;
    },
    { timeoutMs: 20_000, intervalMs: 200 },
  );
const takenOf = (orderId: string) => {
  const charges = shop.provider.chargesOf(orderId);
  return charges.reduce((sum, charge) => sum + charge.amount_captured - charge.amount_refunded, 0);
};

describe('a process killed', () => {
  it.each(['after-intent', 'after-authorise'])('%s pays once when the shopper asks again', async (point) => {
    shop.webhooks.arrive = false;
    const child = await start(`payments.${point}=kill`);
    const order = shop.orders.place();
    const key = newId<string>();
    await dies(child, () => shop.pay(order, 'tok_visa', key));
    expect(shop.provider.chargesOf(order.orderId)).toHaveLength(point === 'after-intent' ? 0 : 1);
    shop.webhooks.arrive = true;
    await start();
    // The dead process's claim of the key has to run out first.
    const paid = await eventually(
      async () => {
        const answer = await shop.pay(order, 'tok_visa', key);
        return answer.status === 201 && answer;
      },
      { timeoutMs: 30_000, intervalMs: 500 },
    );
    expect(paid.body.status).toBe('AUTHORIZED');
    expect((await shop.capture(order.orderId)).body.outcome).toBe('captured');
    expect(shop.provider.chargesOf(order.orderId)).toHaveLength(1);
    expect(takenOf(order.orderId)).toBe(total.amount);
    await shop.consistent();
  });

  it('after a step was called off pays with the other card when the shopper asks again', async () => {
    const order = shop.orders.place();
    const child = await start('payments.after-abandon=kill');
    await shop.pay(order, 'tok_3ds');
    await dies(child, () => shop.pay(order, 'tok_visa'));
    await start();
    expect((await shop.pay(order, 'tok_visa')).body.status).toBe('AUTHORIZED');
    expect((await shop.capture(order.orderId)).body.outcome).toBe('captured');
    expect(shop.provider.chargesOf(order.orderId).map(({ status }) => status)).toEqual(['voided', 'captured']);
    await shop.consistent();
  });

  it('after the provider authorised finds it out by itself when nobody asks', async () => {
    shop.webhooks.arrive = false;
    const order = shop.orders.place();
    await dies(await start('payments.after-authorise=kill'), () => shop.pay(order, 'tok_dropped_webhooks'));
    await start();
    await eventually(async () => (await shop.status(order)).body.status === 'AUTHORIZED', { timeoutMs: 20_000 });
    await shop.consistent();
  });

  it('after the intent lets the shopper begin anew once the provider has not known it for long', async () => {
    const order = shop.orders.place();
    await dies(await start('payments.after-intent=kill'), () => shop.pay(order, 'tok_visa'));
    await shop.query(
      `UPDATE payments SET moved_at = moved_at - INTERVAL 10 MINUTE WHERE order_id = '${order.orderId}'`,
    );
    await start();
    await eventually(async () => (await shop.status(order)).body.failure?.code === 'provider-not-reached', {
      timeoutMs: 20_000,
    });
    expect((await shop.pay(order, 'tok_visa')).body.status).toBe('AUTHORIZED');
    await shop.consistent();
  });

  it.each(['before-capture', 'after-capture'])('%s has captured once when the saga asks again', async (point) => {
    shop.webhooks.arrive = false;
    const child = await start(`payments.${point}=kill`);
    const order = shop.orders.place();
    await shop.pay(order, 'tok_dropped_webhooks');
    await dies(child, () => shop.capture(order.orderId));
    shop.webhooks.arrive = true;
    await start();
    expect((await shop.capture(order.orderId)).body).toMatchObject({ outcome: 'captured', capturedAmount: total });
    expect(takenOf(order.orderId)).toBe(total.amount);
    await shop.consistent();
  });

  it('after a capture nobody asks about again finds out by itself', async () => {
    shop.webhooks.arrive = false;
    const child = await start('payments.after-capture=kill');
    const order = shop.orders.place();
    await shop.pay(order, 'tok_dropped_webhooks');
    await dies(child, () => shop.capture(order.orderId));
    await start();
    await eventually(async () => (await shop.status(order)).body.status === 'CAPTURED', { timeoutMs: 20_000 });
    await shop.consistent();
  });

  it('after a refund has refunded once when it runs again', async () => {
    shop.webhooks.arrive = false;
    const child = await start('payments.after-refund=kill');
    const order = shop.orders.place();
    await shop.pay(order, 'tok_dropped_webhooks');
    await shop.capture(order.orderId);
    await dies(child, () => shop.cancel(order.orderId));
    await start();
    await eventually(async () => (await shop.cancel(order.orderId)).body.outcome === 'settled', {
      timeoutMs: 20_000,
    });
    expect(takenOf(order.orderId)).toBe(0);
    expect(shop.provider.chargesOf(order.orderId)[0]?.refunds).toHaveLength(1);
    await allTold();
    await shop.consistent();
  });

  it.each(['after-number', 'after-publish'])(
    'between commit and the broker (%s) still tells every event',
    async (point) => {
      shop.webhooks.arrive = true;
      const order = shop.orders.place();
      await start();
      await allTold();
      const child = await start(`payments.${point}=kill`);
      await dies(child, () => shop.pay(order, 'tok_visa'));
      await start();
      await allTold();
      const gaps = await shop.query('SELECT 1 FROM outbox HAVING COUNT(*) <> MAX(seq)');
      expect(gaps).toEqual([]);
      await shop.consistent();
    },
  );
});
