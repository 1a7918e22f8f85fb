import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PriceChanged, usersApi, type ProductId, type StoredSession, type UserId } from '@arcade/contracts';
import {
  createAssertionVerifier,
  createHttpApp,
  createLogger,
  createStateStore,
  mount,
  newId,
  systemClock,
} from '@arcade/service-defaults';
import {
  eventOf,
  eventually,
  freePort,
  serviceEnvFor,
  startApp,
  testAppToken,
  testKeys,
  testRedis,
  testSidecar,
  testVhost,
  type StartedApp,
  type TestSidecar,
} from '@arcade/testing';
import express from 'express';
import { request } from 'undici';
import { createGateway } from './app.ts';
import { Config } from './config.ts';
import { money, productOf } from './news.fixture.ts';
import { hashOf } from './session-token.ts';

// The whole way: client → gateway → daprd → daprd → service, sessions and events through real sidecars.

const ends: (() => Promise<unknown>)[] = [];
let gateway: StartedApp;
let usersSidecar: TestSidecar;
const userId = newId<UserId>();

/** What the users service is in this test: a few operations, its revocations, and who calls. */
const usersRoutes = () =>
  express
    .Router()
    .get(usersApi.readRevocations.path, (_req, res) => void res.json({ items: [], lastSeq: 0 }))
    .get('/users/profile', (req, res) => {
      res.setHeader('etag', '"3"').setHeader('set-cookie', ['a=1', 'b=2']);
      res.json({ caller: req.header('dapr-caller-app-id'), assertion: req.header('arcade-assertion') !== undefined });
    })
    .post('/users/register', (_req, res) => {
      res.status(409).type('application/problem+json').send('{"code":"already-exists"}');
    });

/** A list as services answer it. */
async function listRoutes() {
  const { listUsers } = usersApi;
  const verifyAssertion = await createAssertionVerifier(testKeys.publicKey);
  const handlers = { listUsers: async () => ({ body: { items: [], nextCursor: 'second' } }) };
  return mount({ listUsers }, handlers, { verifyAssertion, clock: systemClock });
}

beforeAll(async () => {
  const vhost = await testVhost('gateway');
  const redis = await testRedis();
  ends.push(redis.drop, vhost.drop);
  const { host, password, pathname } = new URL(redis.url);
  const sessions = {
    name: 'sessions',
    type: 'state.redis',
    metadata: { redisHost: host, redisPassword: password, redisDB: pathname.slice(1), keyPrefix: 'name' },
  };
  const logger = createLogger('users', 'silent');
  const users = await startApp({
    app: createHttpApp({ logger, appApiToken: testAppToken, routers: [usersRoutes(), await listRoutes()] }),
  });
  ends.push(users.stop);
  const options = { vhost: vhost.url, components: [sessions] };
  usersSidecar = await testSidecar({ ...options, appId: 'users', appPort: users.port });
  ends.push(usersSidecar.stop);

  const httpPort = await freePort();
  const config = serviceEnvFor({
    DAPR_HTTP_PORT: httpPort,
    REDIS_URL: redis.url,
    ASSERTION_PRIVATE_KEY: testKeys.privateKey,
    PUBLIC_URL: 'http://localhost:8080',
    WEB_ROOT: '/nowhere',
  });
  gateway = await startApp(await createGateway(Config.parse(config)));
  ends.push(gateway.stop);
  const own = await testSidecar({ ...options, appId: 'gateway', appPort: gateway.port, httpPort });
  ends.push(own.stop);
  await eventually(async () => (await request(`${gateway.origin}/readyz`)).statusCode === 200);
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

const ask = async (path: string, options: Parameters<typeof request>[1] = {}) => {
  const { statusCode, headers, body } = await request(gateway.origin + path, options);
  return { status: statusCode, headers, json: (await body.json()) as Record<string, unknown> };
};

/** As users stores a session; gives the header that shows it. */
async function signIn() {
  const token = newId<string>().replaceAll('-', '').padEnd(43, 's');
  const store = createStateStore<StoredSession>(usersSidecar.dapr, 'sessions');
  await store.set(hashOf(token), {
    userId,
    roles: ['admin'],
    createdAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
  });
  return { authorization: `Bearer ${token}` };
}

it('a session that users stored opens the way to users', async () => {
  const answer = await ask('/users/profile', { headers: await signIn() });
  expect(answer).toMatchObject({ status: 200, json: { caller: 'gateway', assertion: true } });
  expect(answer.headers).toMatchObject({ etag: '"3"', 'set-cookie': ['a=1', 'b=2'] });
});

it('a client cannot pass itself off as a service', async () => {
  const headers = { ...(await signIn()), 'dapr-caller-app-id': 'orders' };
  const answer = await ask('/users/profile', { headers });
  expect(answer).toMatchObject({ status: 200, json: { caller: 'gateway' } });
});

it('a list leads a client to its next page at the address that the client knows', async () => {
  const headers = await signIn();
  const { status, headers: answered } = await ask('/users?email=a%40b.test&limit=2', { headers });
  expect({ status, link: answered['link'] }).toEqual({
    status: 200,
    link: '</users?email=a%40b.test&limit=2&cursor=second>; rel="next"',
  });
});

it('a service’s problem arrives as it is, the sidecar’s own as one of ours', async () => {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' } as const;
  expect(await ask('/users/register', post)).toMatchObject({ status: 409, json: { code: 'already-exists' } });
  expect(await ask('/products')).toMatchObject({
    status: 503,
    json: { code: 'dependency-unavailable', dependency: 'products' },
  });
});

it('an event on the broker reaches an open page', async () => {
  const gone = new AbortController();
  const page = await request(`${gateway.origin}/events`, { signal: gone.signal });
  let text = '';
  page.body.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk));
  page.body.on('error', () => {});
  const product = productOf(newId<ProductId>(), 4711, 'approved');
  const { topic, event } = eventOf(
    PriceChanged,
    { id: product.productId, version: 1 },
    { ...product, oldPrice: money(1) },
  );
  await usersSidecar.dapr.publish(topic, event);
  await eventually(() => text.includes('4711'));
  gone.abort();
});
