import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { usersApi } from '@arcade/contracts';
import { createLogger } from '@arcade/service-defaults';
import { call, eventually, testRedis, type TestStore } from '@arcade/testing';
import { loginThrottleContract } from './throttle/login-throttle.contract.ts';
import { connectRedis } from './throttle/redis-connection.ts';
import { createRedisLoginThrottle } from './throttle/redis-login-throttle.ts';
import { letTimePass } from './throttle/redis-time.contract.ts';
import { clientOf, password, startUsers, type UsersUnderTest } from './users-under-test.contract.ts';

let users: UsersUnderTest;
beforeAll(async () => {
  users = await startUsers({ LOGIN_FREE_FAILURES: 3, LOGIN_FIRST_DELAY_SECONDS: 60, LOGIN_FAILURES_PER_IP: 20 });
});
afterAll(() => users.stop());

const from = (ip: string) => ({ 'arcade-client-ip': ip });

describe('guessing one account’s password', () => {
  it('gets slower, wherever it comes from and though the guess is right at last', async () => {
    const { email } = await users.register();
    for (let i = 1; i <= 3; i++) expect((await users.login(email, 'wrong guess', from(`1.0.0.${i}`))).status).toBe(401);
    const refused = await users.login(email, password, from('1.0.0.4'));
    expect(refused).toMatchObject({ status: 429, problem: { code: 'login-throttled' } });
    const seconds = Number(refused.headers['retry-after']);
    expect(refused.problem).toMatchObject({ retryAfterSeconds: seconds });
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    await users.letSignInTimePass(60_000);
    expect((await users.login(email, password, from('1.0.0.4'))).status).toBe(200);
    expect((await users.login(email, 'wrong guess', from('1.0.0.5'))).status).toBe(401);
  });

  it('gets slower for addresses that nobody has, too', async () => {
    for (let i = 0; i < 3; i++) expect((await users.login('none@example.com', 'guess')).status).toBe(401);
    expect((await users.login('none@example.com', 'guess')).status).toBe(429);
  });

  it('is counted over all replicas', async () => {
    const { email } = await users.register();
    const replica = await users.replica();
    for (let i = 0; i < 3; i++) await users.login(email, 'wrong guess');
    const elsewhere = await call(replica.origin, usersApi.login, { body: { email, password } });
    expect(elsewhere.status).toBe(429);
    await replica.stop();
  });

  it('does not make others wait', async () => {
    const [one, other] = [await users.register(), await users.register()];
    for (let i = 0; i < 4; i++) await users.login(one.email, 'wrong guess', from('2.0.0.1'));
    expect((await users.login(other.email, password, from('2.0.0.1'))).status).toBe(200);
  });

  it('by changing the password of an open session gets slower as well', async () => {
    const { identity } = await users.signUp();
    const change = () =>
      call(users.app.origin, usersApi.changePassword, {
        identity,
        body: { currentPassword: 'a guess', newPassword: 'another good password' },
      });
    for (let i = 0; i < 3; i++) expect((await change()).status).toBe(401);
    expect((await change()).status).toBe(429);
  });
});

describe('guessing from one address', () => {
  it('ends after so many failures, whomever it tries', async () => {
    for (let i = 0; i < 20; i++) {
      expect((await users.login(`a${i}@example.com`, 'guess', from('3.0.0.1'))).status).toBe(401);
    }
    expect(await users.login('b@example.com', 'guess', from('3.0.0.1'))).toMatchObject({
      status: 429,
      problem: { code: 'login-throttled' },
    });
    expect((await users.login('b@example.com', 'guess', from('3.0.0.2'))).status).toBe(401);
  });

  it('counts the addresses of one IPv6 network as one', async () => {
    for (let i = 0; i < 20; i++) {
      expect((await users.login(`c${i}@example.com`, 'guess', from(`2001:db8:0:1::${i}`))).status).toBe(401);
    }
    expect((await users.login('d@example.com', 'guess', from('2001:db8:0:1:ffff::1'))).status).toBe(429);
    expect((await users.login('d@example.com', 'guess', from('2001:db8:0:2::1'))).status).toBe(401);
  });

  it('does not count those who know their password', async () => {
    const { email } = await users.register();
    for (let i = 0; i < 25; i++) expect((await users.login(email, password, from('4.0.0.1'))).status).toBe(200);
  });
});

describe('without Redis', () => {
  it('signing in works, and guessing is still slowed down', async () => {
    const lonely = await users.replica({ REDIS_URL: 'redis://127.0.0.1:1/' });
    const { email } = await users.register();
    const attempt = (given: string) =>
      call(lonely.origin, usersApi.login, { body: { email, password: given }, headers: from('5.0.0.1') });
    expect((await attempt(password)).status).toBe(200);
    for (let i = 0; i < 3; i++) expect((await attempt('wrong guess')).status).toBe(401);
    expect((await attempt(password)).status).toBe(429);
    expect((await fetch(`${lonely.origin}/readyz`)).status).toBe(200);
    await lonely.stop();
  });
});

describe('too many hashes at once', () => {
  it('are refused as overloaded, and do not count as failures', async () => {
    // A hash takes much longer than ten requests, so that they meet.
    const dear = { ARGON2_ITERATIONS: 12, HASH_CONCURRENCY: 1, HASH_QUEUE: 2, LOGIN_FREE_FAILURES: 100 };
    const small = await users.replica(dear);
    const { register } = clientOf(small.origin, users.smtp.mails);
    const emails: string[] = [];
    for (let i = 0; i < 10; i++) emails.push((await register()).email);
    const login = (email: string) =>
      call(small.origin, usersApi.login, { body: { email, password }, headers: from('6.0.0.1') });
    const answers = await Promise.all(emails.map(login));
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect(refused.length).toBeGreaterThan(0);
    for (const { problem, headers } of refused) {
      expect({ code: problem?.code, retryAfter: headers['retry-after'] }).toEqual({
        code: 'overloaded',
        retryAfter: '1',
      });
    }
    for (const email of emails) expect((await login(email)).status).toBe(200);
    await small.stop();
  });
});

describe('createRedisLoginThrottle', () => {
  let store: TestStore;
  let redis: ReturnType<typeof connectRedis>;
  beforeAll(async () => {
    store = await testRedis();
    redis = connectRedis(store.url, createLogger('test', 'silent'));
    await eventually(() => redis.status === 'ready');
  });
  afterAll(async () => {
    redis.disconnect();
    await store.drop();
  });
  loginThrottleContract(
    (rule) => createRedisLoginThrottle(redis, rule),
    (ms) => letTimePass(redis, ms),
  );

  it('keeps no address in Redis, and nothing for ever', async () => {
    const throttle = createRedisLoginThrottle(redis, {
      freeFailures: 3,
      firstDelayMs: 1000,
      maxDelayMs: 1000,
      forgetMs: 60_000,
    });
    await throttle.attempt('secret@example.com');
    const keys = await redis.keys('*');
    expect(keys.join()).not.toContain('secret');
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
  });
});
