import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually, freePort, serviceEnvFor, testMysql } from '@arcade/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { startOrders, total, type Orders } from './orders-peer.fixture.ts';
import { booksOf, clientOf, settingsFor } from './payments-under-test.fixture.ts';
import { startSandbox } from './sandbox-peer.fixture.ts';

jest.setTimeout(120_000);

const entry = fileURLToPath(new URL('payments-process.fixture.ts', import.meta.url));

let store: Awaited<ReturnType<typeof testMysql>>;
let orders: Orders;
let provider: Awaited<ReturnType<typeof startSandbox>>;
let port: number;
let running: ChildProcess | undefined;
let arrive = true;

beforeAll(async () => {
  store = await testMysql('payments_faults');
  orders = await startOrders();
  port = await freePort();
  provider = await startSandbox(() => (arrive ? `http://127.0.0.1:${port}` : undefined));
});
afterAll(async () => {
  await end();
  await provider.stop();
  await orders.stop();
  await store.drop();
});

const client = clientOf(() => `http://127.0.0.1:${port}`);

async function end(): Promise<void> {
  if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
  const exited = once(running, 'exit');
  running.kill('SIGKILL');
  await exited;
}

/** The service as a process, with or without a place where it dies. */
async function start(failpoints = ''): Promise<ChildProcess> {
  await end();
  const env = serviceEnvFor({
    ...settingsFor(store.url, provider.origin),
    PORT: port,
    ARCADE_FAILPOINTS: failpoints,
    ORIGINS: JSON.stringify({ orders: orders.origin }),
  });
  const child = spawn(process.execPath, ['--conditions=development', '--disable-warning=ExperimentalWarning', entry], {
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running = child;
  await eventually(
    async () => {
      const ended = child.exitCode ?? child.signalCode;
      if (ended !== null) throw new Error(`the process ended with ${ended}`);
      const { statusCode, body } = await request(`http://127.0.0.1:${port}/readyz`);
      await body.dump();
      return statusCode === 200;
    },
    { timeoutMs: 30_000, intervalMs: 50 },
  );
  return child;
}

const dies = async (child: ChildProcess, work: () => Promise<unknown>) => {
  const died = once(child, 'exit');
  await work().catch(() => {});
  expect(await died).toEqual([null, 'SIGKILL']);
};
const consistent = () => booksOf(store.url).consistent();
/** Every event is numbered and sent: a relay that dies at its next event dies for none of these. */
const allTold = () =>
  eventually(
    async () => {
      const [row] = await booksOf(store.url).query<{ unsent: string | number }>(
        'SELECT COUNT(*) AS unsent FROM outbox WHERE seq IS NULL OR sent_at IS NULL',
      );
      return Number(row?.unsent) === 0;
    },
    { timeoutMs: 20_000, intervalMs: 200 },
  );
const takenOf = (orderId: string) => {
  const charges = provider.chargesOf(orderId);
  return charges.reduce((sum, charge) => sum + charge.amount_captured - charge.amount_refunded, 0);
};

describe('a process killed', () => {
  it.each(['after-intent', 'after-authorise'])('%s pays once when the shopper asks again', async (point) => {
    arrive = false;
    const child = await start(`payments.${point}=kill`);
    const order = orders.place();
    const key = newId<string>();
    await dies(child, () => client.pay(order, 'tok_visa', key));
    expect(provider.chargesOf(order.orderId)).toHaveLength(point === 'after-intent' ? 0 : 1);
    arrive = true;
    await start();
    // The dead process's claim of the key has to run out first.
    const paid = await eventually(
      async () => {
        const answer = await client.pay(order, 'tok_visa', key);
        return answer.status === 201 && answer;
      },
      { timeoutMs: 30_000, intervalMs: 500 },
    );
    expect(paid.body.status).toBe('AUTHORIZED');
    expect((await client.capture(order.orderId)).body.outcome).toBe('captured');
    expect(provider.chargesOf(order.orderId)).toHaveLength(1);
    expect(takenOf(order.orderId)).toBe(total.amount);
    await consistent();
  });

  it('after a step was called off pays with the other card when the shopper asks again', async () => {
    const order = orders.place();
    const child = await start('payments.after-abandon=kill');
    await client.pay(order, 'tok_3ds');
    await dies(child, () => client.pay(order, 'tok_visa'));
    await start();
    expect((await client.pay(order, 'tok_visa')).body.status).toBe('AUTHORIZED');
    expect((await client.capture(order.orderId)).body.outcome).toBe('captured');
    expect(provider.chargesOf(order.orderId).map(({ status }) => status)).toEqual(['voided', 'captured']);
    await consistent();
  });

  it('after the provider authorised finds it out by itself when nobody asks', async () => {
    arrive = false;
    const order = orders.place();
    await dies(await start('payments.after-authorise=kill'), () => client.pay(order, 'tok_dropped_webhooks'));
    await start();
    await eventually(async () => (await client.status(order)).body.status === 'AUTHORIZED', { timeoutMs: 20_000 });
    await consistent();
  });

  it('after the intent lets the shopper begin anew once the provider has not known it for long', async () => {
    const order = orders.place();
    await dies(await start('payments.after-intent=kill'), () => client.pay(order, 'tok_visa'));
    await booksOf(store.url).query(
      `UPDATE payments SET moved_at = moved_at - INTERVAL 10 MINUTE WHERE order_id = '${order.orderId}'`,
    );
    await start();
    await eventually(async () => (await client.status(order)).body.failure?.code === 'provider-not-reached', {
      timeoutMs: 20_000,
    });
    expect((await client.pay(order, 'tok_visa')).body.status).toBe('AUTHORIZED');
    await consistent();
  });

  it.each(['before-capture', 'after-capture'])('%s has captured once when the saga asks again', async (point) => {
    arrive = false;
    const child = await start(`payments.${point}=kill`);
    const order = orders.place();
    await client.pay(order, 'tok_dropped_webhooks');
    await dies(child, () => client.capture(order.orderId));
    arrive = true;
    await start();
    expect((await client.capture(order.orderId)).body).toMatchObject({ outcome: 'captured', capturedAmount: total });
    expect(takenOf(order.orderId)).toBe(total.amount);
    await consistent();
  });

  it('after a capture nobody asks about again finds out by itself', async () => {
    arrive = false;
    const child = await start('payments.after-capture=kill');
    const order = orders.place();
    await client.pay(order, 'tok_dropped_webhooks');
    await dies(child, () => client.capture(order.orderId));
    await start();
    await eventually(async () => (await client.status(order)).body.status === 'CAPTURED', { timeoutMs: 20_000 });
    await consistent();
  });

  it('after a refund has refunded once when it runs again', async () => {
    arrive = false;
    const child = await start('payments.after-refund=kill');
    const order = orders.place();
    await client.pay(order, 'tok_dropped_webhooks');
    await client.capture(order.orderId);
    await dies(child, () => client.cancel(order.orderId));
    await start();
    await eventually(async () => (await client.cancel(order.orderId)).body.outcome === 'settled', {
      timeoutMs: 20_000,
    });
    expect(takenOf(order.orderId)).toBe(0);
    expect(provider.chargesOf(order.orderId)[0]?.refunds).toHaveLength(1);
    await allTold();
    await consistent();
  });

  it.each(['after-number', 'after-publish'])(
    'between commit and the broker (%s) still tells every event',
    async (point) => {
      arrive = true;
      const order = orders.place();
      await start();
      await allTold();
      const child = await start(`payments.${point}=kill`);
      await dies(child, () => client.pay(order, 'tok_visa'));
      await start();
      await allTold();
      const gaps = await booksOf(store.url).query('SELECT 1 FROM outbox HAVING COUNT(*) <> MAX(seq)');
      expect(gaps).toEqual([]);
      await consistent();
    },
  );
});
