import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { usersApi, type StoredSession } from '@arcade/contracts';
import { createStateStore } from '@arcade/service-defaults';
import {
  call,
  collectEvents,
  freePort,
  serviceEnvFor,
  startApp,
  testMongo,
  testRedis,
  testSidecar,
  testVhost,
  type EventCollector,
  type StartedApp,
  type TestSidecar,
} from '@arcade/testing';
import { createUsers } from './app.ts';
import { Config } from './config.ts';
import { createSmtpStandIn } from './mail/smtp-stand-in.fixture.ts';
import { clientOf } from './users-under-test.fixture.ts';

// The same service with a real sidecar: sessions in Redis, preferences in MongoDB, events on RabbitMQ.

const ends: (() => Promise<unknown>)[] = [];
let app: StartedApp;
let sidecar: TestSidecar;
let events: EventCollector;
let users: ReturnType<typeof clientOf>;

const componentsOf = (mongoUrl: string, redisUrl: string) => {
  const redis = new URL(redisUrl);
  const mongo = new URL(mongoUrl);
  return [
    {
      name: 'sessions',
      type: 'state.redis',
      metadata: {
        redisHost: redis.host,
        redisPassword: redis.password,
        redisDB: redis.pathname.slice(1),
        keyPrefix: 'name',
      },
    },
    {
      name: 'preferences',
      type: 'state.mongodb',
      metadata: {
        connectionString: mongoUrl,
        databaseName: mongo.pathname.slice(1),
        collectionName: 'preferences',
        keyPrefix: 'name',
      },
    },
  ];
};

beforeAll(async () => {
  const [mongo, redis, vhost] = [await testMongo('users'), await testRedis(), await testVhost('users')];
  ends.push(mongo.drop, redis.drop, vhost.drop);
  const smtp = await createSmtpStandIn();
  await smtp.start();
  ends.push(() => smtp.stop());
  const [appPort, httpPort] = [await freePort(), await freePort()];
  const env = serviceEnvFor({
    DAPR_HTTP_PORT: httpPort,
    MONGODB_URL: mongo.url,
    REDIS_URL: redis.url,
    SMTP_URL: smtp.url,
    PUBLIC_URL: 'http://localhost:8080',
    ARGON2_MEMORY_KIB: 19_456,
    ARGON2_ITERATIONS: 2,
  });
  app = await startApp(await createUsers(Config.parse(env)), { port: appPort });
  ends.push(app.stop);
  const components = componentsOf(mongo.url, redis.url);
  sidecar = await testSidecar({ appId: 'users', appPort, httpPort, vhost: vhost.url, components });
  ends.push(sidecar.stop);
  events = await collectEvents(vhost.url, ['users.user-registered', 'users.session-revoked']);
  ends.push(events.stop);
  users = clientOf(app.origin, smtp.mails);
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

describe('with a real sidecar', () => {
  it('a session is in Redis under the hash of its token, and gone after its logout', async () => {
    const { identity, sessionHash } = await users.signUp();
    const sessions = createStateStore<StoredSession>(sidecar.dapr, 'sessions');
    expect((await sessions.get(sessionHash))?.value).toMatchObject({ userId: identity.userId, roles: ['customer'] });
    expect((await call(app.origin, usersApi.logout, { identity })).status).toBe(204);
    expect(await sessions.get(sessionHash)).toBeUndefined();
  });

  it('preferences are replaced over the version that was read, and by one of many first writers', async () => {
    const { identity } = await users.signUp();
    const put = (ifMatch: string, push: boolean) =>
      call(app.origin, usersApi.putPreferences, {
        identity,
        ifMatch,
        body: { theme: 'dark', notifications: { email: false, sms: false, push } },
      });
    const firsts = await Promise.all([put('"default"', true), put('"default"', true), put('"default"', true)]);
    expect(firsts.map(({ status }) => String(status)).toSorted()).toEqual(['200', '412', '412']);
    const { headers } = await call(app.origin, usersApi.getPreferences, { identity });
    const etag = headers['etag'] ?? '';
    const second = await put(etag, false);
    expect(second).toMatchObject({ status: 200, body: { notifications: { push: false } } });
    expect(await put(etag, true)).toMatchObject({
      status: 412,
      problem: { code: 'etag-mismatch', currentETag: second.headers['etag'] },
    });
    expect((await put('"nonsense"', true)).status).toBe(412);
    expect((await put('*', true)).status).toBe(200);
  });

  it('registrations and revocations are published', async () => {
    const { identity, sessionHash, email } = await users.signUp();
    const ofUser = ({ data }: { data?: unknown }) => (data as { userId?: string }).userId === identity.userId;
    const registered = await events.find((event) => ofUser(event) && event.type === 'shop.arcade.user.registered.v1');
    expect(registered.data).toMatchObject({ email, aggregateVersion: 1 });
    await call(app.origin, usersApi.logout, { identity });
    const revoked = await events.find((event) => ofUser(event) && event.type === 'shop.arcade.session.revoked.v1');
    expect(revoked.data).toMatchObject({ sessionHash, revocationSeq: expect.any(Number) });
  });
});
