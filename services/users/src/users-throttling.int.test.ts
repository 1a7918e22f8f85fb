import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deviceHeader, usersApi } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, testMongo } from '@arcade/testing';
import mongoose from 'mongoose';
import { createMongoFailureCounters } from './throttle/mongo-failure-counters.ts';
import { clientOf, password, startUsers, type UsersUnderTest } from './users-under-test.fixture.ts';

let users: UsersUnderTest;
beforeAll(async () => {
  users = await startUsers({
    LOGIN_FREE_FAILURES: 3,
    LOGIN_ACCOUNT_FREE_FAILURES: 12,
    LOGIN_FIRST_DELAY_SECONDS: 60,
    LOGIN_FAILURES_PER_IP: 20,
  });
});
afterAll(() => users.stop());

const from = (ip: string, device?: string) => ({
  'arcade-client-ip': ip,
  ...(device === undefined ? {} : { [deviceHeader]: device }),
});
/** Wrong guesses of one network at an account; what the last one is answered. */
const guess = async (email: string, ip: string, times: number) => {
  let status = 0;
  for (let i = 0; i < times; i++) ({ status } = await users.login(email, 'wrong guess', from(ip)));
  return status;
};
/** Signs in as a browser does; which device it is from then on. */
const signInWithBrowser = async (email: string, ip: string, given = password) => {
  const body = { email, password: given };
  const { status, headers } = await call(users.app.origin, usersApi.login, { body, headers: from(ip) });
  return { status, device: String(headers[deviceHeader]) };
};

describe('guessing one account’s password', () => {
  it('gets slower, though the guess is right at last', async () => {
    const { email } = await users.register();
    expect(await guess(email, '1.0.0.1', 3)).toBe(401);
    const refused = await users.login(email, password, from('1.0.0.1'));
    expect(refused).toMatchObject({ status: 429, problem: { code: 'login-throttled' } });
    const seconds = Number(refused.headers['retry-after']);
    expect(refused.problem).toMatchObject({ retryAfterSeconds: seconds });
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    await users.letSignInTimePass(60_000);
    expect((await users.login(email, password, from('1.0.0.1'))).status).toBe(200);
  });

  it('keeps the owner out nowhere else', async () => {
    const { email } = await users.register();
    expect(await guess(email, '1.1.0.1', 4)).toBe(429);
    expect((await users.login(email, password, from('1.1.0.2'))).status).toBe(200);
  });

  it('from many networks gets slower for all strangers together', async () => {
    const { email } = await users.register();
    for (let i = 0; i < 6; i++) expect(await guess(email, `1.2.0.${i}`, 2)).toBe(401);
    expect(await users.login(email, 'wrong guess', from('1.2.1.1'))).toMatchObject({ status: 429 });
    await users.letSignInTimePass(60_000);
    expect(await guess(email, '1.2.1.1', 1)).toBe(401);
    expect(await guess(email, '1.2.1.2', 1)).toBe(429);
  });

  it('keeps the owner out of no browser that has signed in before, however much it is tried', async () => {
    const { email } = await users.register();
    const { device } = await signInWithBrowser(email, '1.3.0.1');
    for (let i = 1; i <= 6; i++) await guess(email, `1.3.0.${i}`, 3);
    expect((await signInWithBrowser(email, '1.3.0.1')).status).toBe(429);
    expect((await users.login(email, password, from('1.3.0.1', device))).status).toBe(200);
    expect((await users.login(email, password, from('9.9.9.9', device))).status).toBe(200);
  });

  it('with the device of another account is a stranger’s', async () => {
    const [{ email }, other] = [await users.register(), await users.register()];
    const { device } = await signInWithBrowser(other.email, '1.4.0.1');
    for (let i = 0; i < 3; i++) await users.login(email, 'wrong guess', from('1.4.0.1', device));
    expect((await users.login(email, password, from('1.4.0.1', device))).status).toBe(429);
  });

  it('with a device that the account knows gets slower as well', async () => {
    const { email } = await users.register();
    const { device } = await signInWithBrowser(email, '1.5.0.1');
    for (let i = 0; i < 3; i++) {
      expect((await users.login(email, 'wrong guess', from('1.5.0.1', device))).status).toBe(401);
    }
    expect((await users.login(email, password, from('1.5.0.1', device))).status).toBe(429);
  });

  it('keeps no program out of a network where it has signed in before', async () => {
    const { email } = await users.register();
    expect((await users.login(email, password, from('1.6.0.1'))).status).toBe(200);
    for (let i = 2; i <= 8; i++) await guess(email, `1.6.0.${i}`, 3);
    expect((await users.login(email, password, from('1.6.0.99'))).status).toBe(429);
    expect((await users.login(email, password, from('1.6.0.1'))).status).toBe(200);
  });

  it('never closes the way by mail, which is a way in at once', async () => {
    const { email } = await users.register();
    for (let i = 0; i < 7; i++) await guess(email, `1.7.0.${i}`, 3);
    expect((await signInWithBrowser(email, '1.7.0.1')).status).toBe(429);
    await call(users.app.origin, usersApi.forgotPassword, { body: { email }, headers: from('1.7.0.1') });
    const body = { token: await users.linkedToken(email, 'reset-password'), newPassword: 'another good password' };
    const reset = await call(users.app.origin, usersApi.resetPassword, { body, headers: from('1.7.0.1') });
    expect(reset.status).toBe(204);
    expect((await signInWithBrowser(email, '1.7.0.1', body.newPassword)).status).toBe(200);
    for (let i = 0; i < 7; i++) await guess(email, `1.7.0.${i}`, 3);
    const device = String(reset.headers[deviceHeader]);
    expect((await users.login(email, body.newPassword, from('1.7.0.77', device))).status).toBe(200);
  });

  it('leaves no device known but the one where a new password was set by mail', async () => {
    const { email } = await users.register();
    const { device } = await signInWithBrowser(email, '1.8.0.1');
    await call(users.app.origin, usersApi.forgotPassword, { body: { email } });
    const body = { token: await users.linkedToken(email, 'reset-password'), newPassword: 'another good password' };
    await call(users.app.origin, usersApi.resetPassword, { body });
    for (let i = 0; i < 7; i++) await guess(email, `1.8.0.${i}`, 3);
    expect((await users.login(email, body.newPassword, from('1.8.0.1', device))).status).toBe(429);
  });

  it('gets slower for addresses that nobody has, too', async () => {
    expect(await guess('none@example.com', '1.9.0.1', 3)).toBe(401);
    expect(await guess('none@example.com', '1.9.0.1', 1)).toBe(429);
  });

  it('is counted over all replicas, by what outlives them', async () => {
    const { email } = await users.register();
    const replica = await users.replica();
    await guess(email, '1.10.0.1', 3);
    const body = { email, password };
    const elsewhere = await call(replica.origin, usersApi.login, { body, headers: from('1.10.0.1') });
    expect(elsewhere.status).toBe(429);
    await replica.stop();
  });

  it('does not make others wait', async () => {
    const [one, other] = [await users.register(), await users.register()];
    await guess(one.email, '2.0.0.1', 4);
    expect((await users.login(other.email, password, from('2.0.0.1'))).status).toBe(200);
  });
});

describe('a password that is asked for once more', () => {
  const change = (identity: Awaited<ReturnType<UsersUnderTest['signUp']>>['identity'], currentPassword: string) =>
    call(users.app.origin, usersApi.changePassword, {
      identity,
      body: { currentPassword, newPassword: 'another good password' },
    });

  it('gets slower to guess', async () => {
    const { identity } = await users.signUp();
    for (let i = 0; i < 3; i++) expect((await change(identity, 'a guess')).status).toBe(401);
    expect((await change(identity, password)).status).toBe(429);
  });

  it('can be changed whatever strangers guess', async () => {
    const { identity, email } = await users.signUp();
    for (let i = 0; i < 7; i++) await guess(email, `2.1.0.${i}`, 3);
    expect((await change(identity, password)).status).toBe(204);
  });
});

describe('guessing from one network', () => {
  it('gets slower after so many failures, whomever it tries, but not for those who were there before', async () => {
    const { email } = await users.register();
    const { device } = await signInWithBrowser(email, '3.0.0.1');
    for (let i = 0; i < 20; i++) expect(await guess(`a${i}@example.com`, '3.0.0.1', 1)).toBe(401);
    expect(await users.login('b@example.com', 'guess', from('3.0.0.1'))).toMatchObject({
      status: 429,
      problem: { code: 'login-throttled' },
    });
    expect(await guess('b@example.com', '3.0.0.2', 1)).toBe(401);
    expect((await users.login(email, password, from('3.0.0.1', device))).status).toBe(200);
  });

  it('counts the addresses of one IPv6 network as one', async () => {
    for (let i = 0; i < 20; i++) expect(await guess(`c${i}@example.com`, `2001:db8:0:1::${i}`, 1)).toBe(401);
    expect(await guess('d@example.com', '2001:db8:0:1:ffff::1', 1)).toBe(429);
    expect(await guess('d@example.com', '2001:db8:0:2::1', 1)).toBe(401);
  });

  it('does not count those who know their password', async () => {
    for (let i = 0; i < 8; i++) {
      const { email } = await users.register();
      for (let n = 0; n < 4; n++) expect((await signInWithBrowser(email, '4.0.0.1')).status).toBe(200);
    }
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
    // Each from a network of its own, so that nothing but the hashes is what they wait for.
    const login = (email: string, index: number) =>
      call(small.origin, usersApi.login, { body: { email, password }, headers: from(`6.0.${index}.1`) });
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
    for (const [index, email] of emails.entries()) expect((await login(email, index)).status).toBe(200);
    await small.stop();
  });
});

describe('createMongoFailureCounters', () => {
  const rule = { freeFailures: 3, firstDelayMs: 60_000, maxDelayMs: 240_000, forgetMs: 3_600_000 };
  let database: Awaited<ReturnType<typeof testMongo>>;
  let connection: mongoose.Connection;
  let counters: Awaited<ReturnType<typeof createMongoFailureCounters>>;
  beforeAll(async () => {
    database = await testMongo('failures');
    connection = await mongoose.createConnection(database.url).asPromise();
    counters = await createMongoFailureCounters(connection, 'test', rule);
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });
  const now = new Date();
  const attempt = async (subject: string) => await counters.attempt(subject, now);

  it('counts attempts that come at once', async () => {
    const subject = newId<string>();
    const attempts = await Promise.all(Array.from({ length: 20 }, () => attempt(subject)));
    expect(attempts.filter(({ kind }) => kind === 'allowed')).toHaveLength(3);
  });

  it('takes an attempt back with the wait that it began, and with no other', async () => {
    const subject = newId<string>();
    const [first, , third] = [await attempt(subject), await attempt(subject), await attempt(subject)];
    if (first.kind !== 'allowed' || third.kind !== 'allowed') throw new Error('refused too early');
    await counters.takeBack(subject, first.failures);
    expect((await attempt(subject)).kind).toBe('wait');
    await counters.takeBack(subject, third.failures);
    expect((await attempt(subject)).kind).toBe('allowed');
  });

  it('forgets all when asked', async () => {
    const subject = newId<string>();
    for (let i = 0; i < 4; i++) await attempt(subject);
    await counters.clear(subject);
    expect((await attempt(subject)).kind).toBe('allowed');
  });

  it('keeps no address', async () => {
    await attempt('secret@example.com');
    const stored = await connection.collection('sign_in_failures').find().toArray();
    expect(JSON.stringify(stored)).not.toContain('secret');
  });
});
