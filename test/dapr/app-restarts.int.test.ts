import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@arcade/contracts';
import { createHttpApp, createLogger } from '@arcade/service-defaults';
import {
  eventually,
  freePort,
  manageBroker,
  startApp,
  testAppToken,
  testSidecar,
  testVhost,
  type StartedApp,
  type TestSidecar,
} from '@arcade/testing';
import express from 'express';

const topics = ['orders.order-cancelled', 'orders.order-confirmed', 'payments.payment-captured'];
const restarts = 4;

interface Queue {
  readonly consumers: number;
  readonly messages: number;
  readonly messages_unacknowledged: number;
}

/** An app that takes a moment for each event, so that some are always under way. */
function startSubscriber(port: number, received: Set<string>): Promise<StartedApp> {
  const subscriptions = topics.map((topic) => ({
    pubsubname: 'pubsub',
    topic,
    route: '/on',
    metadata: { queueType: 'quorum' },
  }));
  const routes = express
    .Router()
    .use(express.json({ type: '*/*' }))
    .get('/dapr/subscribe', (_req, res) => void res.json(subscriptions))
    .post('/on', async (req, res) => {
      await sleep(100);
      received.add((req.body as CloudEvent).id);
      res.json({ status: 'SUCCESS' });
    });
  const logger = createLogger('subscriber', 'silent');
  return startApp({ app: createHttpApp({ logger, appApiToken: testAppToken, routers: [routes] }) }, { port });
}

describe('subscriptions of an app that restarts', () => {
  const received = new Set<string>();
  const told = new Set<string>();
  let vhost: Awaited<ReturnType<typeof testVhost>>;
  let app: StartedApp;
  let subscriber: TestSidecar;
  let publisher: TestSidecar;
  let port: number;

  beforeAll(async () => {
    vhost = await testVhost('app-restarts');
    port = await freePort();
    app = await startSubscriber(port, received);
    const silent = await freePort();
    [subscriber, publisher] = await Promise.all([
      testSidecar({ appId: 'subscriber', appPort: port, vhost: vhost.url }),
      testSidecar({ appId: 'publisher', appPort: silent, vhost: vhost.url }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([subscriber.stop(), publisher.stop()]);
    await app.stop();
    await vhost.drop();
  }, 60_000);

  const path = () => new URL(vhost.url).pathname;
  /** As the broker has them registered at this moment, whatever they still owe it. */
  const registered = async () => ((await manageBroker('GET', `/api/consumers${path()}`)) as unknown[]).length;
  const queues = async () => (await manageBroker('GET', `/api/queues${path()}`)) as readonly Queue[];

  it('are one consumer for each queue and keep no event, however often it restarts under load', async () => {
    await eventually(async () => (await registered()) === topics.length);
    const load = new AbortController();
    const publishing = topics.map(async (topic) => {
      while (!load.signal.aborted) {
        const id = crypto.randomUUID();
        const event = { specversion: '1.0', id, source: 'orders', type: 'test', data: {} } as const;
        await publisher.dapr.publish(topic, event);
        told.add(id);
        await sleep(20);
      }
    });
    for (let restart = 0; restart < restarts; restart++) {
      await app.stop();
      await eventually(async () => (await registered()) === 0);
      app = await startSubscriber(port, received);
      await eventually(async () => (await registered()) === topics.length);
      await sleep(500);
    }
    load.abort();
    await Promise.all(publishing);
    await eventually(() => [...told].every((id) => received.has(id)), { timeoutMs: 60_000 });
    // The broker counts its queues every 30 s.
    await eventually(
      async () => {
        const idle = { consumers: 1, messages: 0, messages_unacknowledged: 0 };
        expect(await queues()).toEqual(topics.map(() => expect.objectContaining(idle)));
        return true;
      },
      { timeoutMs: 90_000, intervalMs: 1000 },
    );
  }, 240_000);
});
