import { afterEach, describe, expect, it } from '@jest/globals';
import { nameOperations, DomainError, endpoint, type CloudEvent } from '@arcade/contracts';
import {
  createAssertionVerifier,
  createHttpApp,
  createLogger,
  createReminders,
  createStateStore,
  mount,
  systemClock,
} from '@arcade/service-defaults';
import { Router } from 'express';
import * as z from 'zod';
import { call, deliver, directDapr, eventually, serviceEnvFor, startApp, testClock } from './index.ts';

const operations = nameOperations('inventory', {
  whoAmI: endpoint({
    method: 'GET',
    path: '/things/{id}',
    summary: 'Who asks',
    access: 'customer',
    params: z.object({ id: z.string() }),
    responses: { 200: z.object({ id: z.string(), userId: z.uuid() }) },
  }),
  take: endpoint({
    method: 'POST',
    path: '/internal/take',
    summary: 'For orders only',
    access: 'service',
    callers: ['orders'],
    body: z.strictObject({ count: z.int() }),
    responses: { 201: z.object({ left: z.int() }) },
    idempotencyKey: 'required',
    problems: ['insufficient-stock'],
  }),
});
const userId = '0190a5d0-0000-7000-8000-000000000001';
const received: unknown[] = [];
/** Ended also after a test that fails, or nothing would end. */
const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const app of running.splice(0)) await app.stop();
});

/** With an answer of its own it gives that as it is, past what a service is held to. */
async function startInventory(answer?: object) {
  const env = serviceEnvFor();
  const verifyAssertion = await createAssertionVerifier(env.ASSERTION_PUBLIC_KEY);
  const routes = mount(
    operations,
    {
      whoAmI: async ({ params, identity }) => ({ body: { id: params.id, userId: identity.userId } }),
      take: async ({ body, res }) => {
        if (answer !== undefined) {
          res.status(201).json(answer);
          return undefined;
        }
        if (body.count > 3) throw new DomainError('insufficient-stock', 'Too many', { available: 3 });
        return { body: { left: 3 } };
      },
    },
    { verifyAssertion, clock: systemClock },
  );
  const messages = Router()
    .get('/dapr/subscribe', (_req, res) => void res.json([{ pubsubname: 'pubsub', topic: 'a.b', route: '/on/a' }]))
    .post('/on/a', (req, res) => void (received.push(req.headers['content-type']), res.json({ status: 'RETRY' })))
    .put('/actors/cart/:id/method/remind/:name', (req, res) => void (received.push(req.params), res.end()));
  const logger = createLogger('inventory', 'silent');
  const app = await startApp({
    app: createHttpApp({ logger, appApiToken: env.APP_API_TOKEN, routers: [messages, routes] }),
  });
  running.push(app);
  return app;
}

describe('call', () => {
  it('carries identity, and gives problems apart from results', async () => {
    const { origin } = await startInventory();
    const known = await call(origin, operations.whoAmI, { params: { id: 'a/b' }, identity: { userId } });
    const unknown = await call(origin, operations.whoAmI, { params: { id: 'x' } });
    expect(known).toMatchObject({ status: 200, body: { id: 'a/b', userId }, problem: undefined });
    expect(unknown).toMatchObject({ status: 401, problem: { code: 'unauthenticated' } });
  });

  it('refuses a success answer that breaks the contract', async () => {
    const { origin } = await startInventory({ left: 'three' });
    const input = { body: { count: 1 }, caller: 'orders', idempotencyKey: 'key-00001' } as const;
    await expect(call(origin, operations.take, input)).rejects.toThrow(/not what the contract says/);
  });
});

describe('directDapr', () => {
  it('calls the other app as the caller, and turns problems into domain errors', async () => {
    const { origin } = await startInventory();
    const [orders, carts] = [directDapr({ inventory: origin }, 'orders'), directDapr({ inventory: origin }, 'carts')];
    const options = { idempotencyKey: 'key-00001' };
    expect(await orders.invoke(operations.take, { body: { count: 1 } }, options)).toEqual({ left: 3 });
    const refused = orders.invoke(operations.take, { body: { count: 9 } }, options);
    await expect(refused).rejects.toMatchObject({ code: 'insufficient-stock', fields: { available: 3 } });
    await expect(carts.invoke(operations.take, { body: { count: 1 } }, options)).rejects.toMatchObject({
      code: 'forbidden',
    });
    for (const dapr of [orders, carts]) await dapr.close();
  });

  it('does not answer for an app that is not there, or no longer', async () => {
    const started = await startInventory();
    await started.stop();
    for (const origins of [{}, { inventory: started.origin }]) {
      const invoked = directDapr(origins, 'orders').invoke(operations.take, { body: { count: 1 } });
      await expect(invoked).rejects.toMatchObject({ code: 'dependency-unavailable' });
    }
  });

  it('keeps state with ETags, first writes and time-outs', async () => {
    const store = createStateStore<{ n: number }>(directDapr({}, 'users'), 'sessions');
    expect(await store.get('a')).toBeUndefined();
    await store.set('a', { n: 1 }, { etag: null });
    await expect(store.set('a', { n: 2 }, { etag: null })).rejects.toMatchObject({ code: 'etag-mismatch' });
    const first = await store.get('a');
    await store.set('a', { n: 3 }, { etag: first?.etag ?? '' });
    await expect(store.set('a', { n: 4 }, { etag: first?.etag ?? '' })).rejects.toMatchObject({
      code: 'etag-mismatch',
    });
    expect((await store.get('a'))?.value).toEqual({ n: 3 });
    await store.set('a', { n: 5 }, { ttlSeconds: 0.01 });
    await eventually(async () => (await store.get('a')) === undefined);
    await store.delete('a');
  });

  it('lists reminders, and fires one at its app', async () => {
    const { origin } = await startInventory();
    const dapr = directDapr({ carts: origin }, 'carts');
    const reminders = createReminders(dapr, 'cart');
    await reminders.schedule('cart-1', 'expire', 900, 60);
    const [reminder] = dapr.reminders();
    expect(reminder).toEqual({ actorType: 'cart', actorId: 'cart-1', name: 'expire', dueTime: '900s', period: '60s' });
    if (reminder !== undefined) expect(await dapr.fire(reminder)).toBe(200);
    expect(received).toContainEqual({ id: 'cart-1', name: 'expire' });
    await reminders.cancel('cart-1', 'expire');
    expect(dapr.reminders()).toEqual([]);
    await dapr.close();
  });

  it('keeps what is published, which can then be delivered to a subscriber', async () => {
    const { origin } = await startInventory();
    const dapr = directDapr({}, 'orders');
    const event: CloudEvent = { specversion: '1.0', id: '1', source: 'orders', type: 'a.b', data: { a: 1 } };
    await dapr.publish('a.b', event);
    expect(dapr.published).toEqual([{ topic: 'a.b', event }]);
    for (const published of dapr.published) {
      expect(await deliver(origin, published)).toEqual({ status: 200, outcome: 'RETRY' });
    }
    await expect(deliver(origin, { topic: 'a.c', event })).rejects.toThrow('No subscription to a.c');
    expect(received).toContain('application/cloudevents+json');
  });
});

describe('eventually', () => {
  it('throws what the check threw last when the time is over', async () => {
    let count = 0;
    const check = () => {
      count++;
      throw new Error(`attempt ${count}`);
    };
    await expect(eventually(check, { timeoutMs: 60, intervalMs: 10 })).rejects.toThrow(/attempt [2-9]/);
  });

  it('gives what the check answered', async () => {
    let count = 0;
    expect(await eventually(() => ++count > 2 && count)).toBe(3);
  });

  it.each([
    ['has to answer something', undefined],
    ['Not true', false as const],
  ])('says %s when all it got was %s', async (words, answer) => {
    await expect(eventually(() => answer, { timeoutMs: 20, intervalMs: 5 })).rejects.toThrow(words);
  });
});

describe('testClock', () => {
  it('stands still until it is moved', () => {
    const clock = testClock('2026-01-01T00:00:00Z');
    clock.advance({ minutes: 15, seconds: 1 });
    expect(clock.now().toISOString()).toBe('2026-01-01T00:15:01.000Z');
  });
});
