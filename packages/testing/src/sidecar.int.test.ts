import { afterAll, expect, it } from '@jest/globals';
import type { CloudEvent } from '@arcade/contracts';
import { createHttpApp, createLogger, createStateStore } from '@arcade/service-defaults';
import express from 'express';
import { randomUUID } from 'node:crypto';
import { collectEvents, eventually, startApp, testAppToken, testRedis, testSidecar, testVhost } from './index.ts';

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

const topic = 'inventory.stock-changed';
const event = (id: string): CloudEvent => ({
  specversion: '1.0',
  id,
  source: 'inventory',
  type: 'shop.arcade.stock.changed.v1',
  data: { id },
});

/** An app that subscribes to one topic and answers who called it. */
async function startSubscriber(received: string[]) {
  const routes = express
    .Router()
    .use(express.json({ type: '*/*' }))
    .get('/dapr/subscribe', (_req, res) => {
      res.json([{ pubsubname: 'pubsub', topic, route: '/on/stock', metadata: { queueType: 'quorum' } }]);
    })
    .post('/on/stock', (req, res) => {
      received.push((req.body as CloudEvent).id);
      res.json({ status: 'SUCCESS' });
    })
    .get('/who', (req, res) => void res.json({ caller: req.header('dapr-caller-app-id') }));
  const logger = createLogger('subscriber', 'silent');
  const started = await startApp({ app: createHttpApp({ logger, appApiToken: testAppToken, routers: [routes] }) });
  ends.push(started.stop);
  return started;
}

it('carries events and calls between two apps, and works again after a kill', async () => {
  const vhost = await testVhost('sidecar');
  ends.push(vhost.drop);
  const received: string[] = [];
  const [subscriber, publisher] = [await startSubscriber(received), await startSubscriber([])];
  const [first, second] = await Promise.all([
    testSidecar({ appId: 'subscriber', appPort: subscriber.port, vhost: vhost.url }),
    testSidecar({ appId: 'publisher', appPort: publisher.port, vhost: vhost.url }),
  ]);
  ends.push(first.stop, second.stop);
  const collector = await collectEvents(vhost.url, [topic]);
  ends.push(collector.stop);

  const id = randomUUID();
  await second.dapr.publish(topic, event(id));
  await eventually(() => received.includes(id), { timeoutMs: 30_000 });
  expect(await collector.find((candidate) => candidate.id === id, { timeoutMs: 30_000 })).toMatchObject({
    data: { id },
  });

  const invoked = await second.dapr.request('GET', '/v1.0/invoke/subscriber/method/who');
  expect(JSON.parse(invoked.text)).toEqual({ caller: 'publisher' });

  await first.kill();
  const missed = randomUUID();
  await second.dapr.publish(topic, event(missed));
  await first.start();
  await eventually(() => received.includes(missed), { timeoutMs: 30_000 });
}, 120_000);

it('has further components, and its own virtual host when none is given', async () => {
  const redis = await testRedis();
  ends.push(redis.drop);
  const { host, password, pathname } = new URL(redis.url);
  const app = await startSubscriber([]);
  const sidecar = await testSidecar({
    appId: 'alone',
    appPort: app.port,
    components: [
      {
        name: 'sessions',
        type: 'state.redis',
        metadata: { redisHost: host, redisPassword: password, redisDB: pathname.slice(1) },
      },
    ],
  });
  ends.push(sidecar.stop);
  const store = createStateStore<{ n: number }>(sidecar.dapr, 'sessions');
  await store.set('a', { n: 1 }, { etag: null });
  await expect(store.set('a', { n: 2 }, { etag: null })).rejects.toMatchObject({ code: 'etag-mismatch' });
  expect((await store.get('a'))?.value).toEqual({ n: 1 });
}, 60_000);

it('says why a sidecar did not start', async () => {
  const app = await startSubscriber([]);
  const broken = { name: 'broken', type: 'state.nothing', metadata: {} };
  await expect(testSidecar({ appId: 'broken', appPort: app.port, components: [broken] })).rejects.toThrow(
    /state\.nothing/,
  );
}, 60_000);
