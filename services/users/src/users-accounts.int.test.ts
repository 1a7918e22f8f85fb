import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { usersApi, type User } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { password, startUsers, type UsersUnderTest } from './users-under-test.fixture.ts';

let users: UsersUnderTest;
const admin = { email: 'root@example.com', password: 'a long enough password' };
beforeAll(async () => {
  users = await startUsers({ BOOTSTRAP_ADMIN_EMAIL: admin.email, BOOTSTRAP_ADMIN_PASSWORD: admin.password });
});
afterAll(() => users.stop());

const told = (topic: string, userId: string) =>
  eventually(() => users.dapr.published.find(({ topic: on, event }) => on === topic && event.subject === userId));

describe('registering', () => {
  it('opens an account whose password is nowhere but in an argon2id hash', async () => {
    const email = `Ada.${newId<string>()}@Example.COM`;
    const { status, body, headers, text } = await users.register({ email });
    expect({ status, ...body }).toMatchObject({
      status: 201,
      email: email.toLowerCase(),
      emailVerified: false,
      roles: ['customer'],
      firstName: 'Ada',
      age: null,
      disabled: false,
    });
    expect(headers['etag']).toBe('"1"');
    expect(text).not.toContain('password');
    const stored = await users.accounts.findOne({ _id: body.userId });
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(stored)).not.toContain(password);
  });

  it('as a merchant gives that role', async () => {
    expect((await users.register({ userType: 'merchant' })).body.roles).toEqual(['customer', 'merchant']);
  });

  it('tells others', async () => {
    const { body } = await users.register();
    const { event } = await told('users.user-registered', body.userId);
    expect(event).toMatchObject({
      specversion: '1.0',
      source: expect.stringContaining('users'),
      data: {
        userId: body.userId,
        email: body.email,
        roles: ['customer'],
        aggregateVersion: 1,
        seq: expect.any(Number),
      },
    });
    expect(JSON.stringify(event)).not.toContain('argon2id');
  });

  it('takes an address once, in any spelling', async () => {
    const { email } = await users.register();
    const again = await users.register({ email: email.toUpperCase() });
    expect(again).toMatchObject({ status: 409, problem: { code: 'already-exists' } });
  });

  it('takes an address once, also when it is asked for many times at once', async () => {
    const email = `${newId<string>()}@example.com`;
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => users.register({ email })))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(7);
  });

  it.each([
    ['a short password', { password: 'too short' }, '/password'],
    ['a common password', { password: 'password12' }, '/password'],
    ['a password of one’s name', { password: 'AdaLovelace1815' }, '/password'],
    ['no address', { email: 'nobody' }, '/email'],
    ['an administrator', { userType: 'admin' }, '/userType'],
    ['roles of one’s own', { roles: ['admin'] }, '/roles'],
    ['no name', { firstName: ' ' }, '/firstName'],
  ])('refuses %s', async (_, change, pointer) => {
    const { status, problem } = await users.register(change as never);
    expect({ status, problem }).toMatchObject({ status: 400, problem: { errors: [{ pointer }] } });
  });
});

describe('the profile', () => {
  it('is read and changed by its owner, over the version that was read', async () => {
    const { identity } = await users.signUp();
    const read = await call(users.app.origin, usersApi.getProfile, { identity });
    const change = {
      age: 36,
      gender: 'female' as const,
      phoneNumber: '+441234567890',
      avatarUrl: 'https://example.com/ada.png',
      categoryPreference: ['chairs'],
      address: { line1: '1 Street', city: 'London', postalCode: 'W1A 4ZZ', countryCode: 'GB' },
    };
    const input = { identity, body: change, ifMatch: read.headers['etag'] ?? '' };
    const changed = await call(users.app.origin, usersApi.changeProfile, input);
    expect(changed).toMatchObject({ status: 200, body: change, headers: { etag: '"2"' } });
    const again = await call(users.app.origin, usersApi.getProfile, { identity });
    expect(again.body).toEqual(changed.body);
    const stale = await call(users.app.origin, usersApi.changeProfile, input);
    expect(stale).toMatchObject({ status: 412, problem: { code: 'etag-mismatch', currentETag: '"2"' } });
    const cleared = await call(users.app.origin, usersApi.changeProfile, {
      identity,
      body: { address: null, age: null },
      ifMatch: '"2"',
    });
    expect(cleared.body).toMatchObject({ address: null, age: null, gender: 'female' });
    const { event } = await told('users.user-changed', identity.userId);
    expect(event.data).toMatchObject({ aggregateVersion: 2, emailVerified: false });
  });

  it('is not sent again to who has it', async () => {
    const { identity } = await users.signUp();
    const headers = { 'if-none-match': '"1"' };
    expect(await call(users.app.origin, usersApi.getProfile, { identity, headers })).toMatchObject({
      status: 304,
      text: '',
    });
  });

  it('needs a condition to change', async () => {
    const { identity } = await users.signUp();
    const answer = await call(users.app.origin, usersApi.changeProfile, { identity, body: { age: 1 } });
    expect(answer).toMatchObject({ status: 428, problem: { code: 'if-match-required' } });
  });

  it.each([
    ['an age', { age: 151 }],
    ['a phone number', { phoneNumber: '0123' }],
    ['an avatar that is no web address', { avatarUrl: 'javascript:alert(1)' }],
    ['a country', { address: { line1: 'x', city: 'x', postalCode: 'x', countryCode: 'Germany' } }],
    ['a field that is not theirs to change', { email: 'x@example.com' }],
  ])('refuses %s', async (_, body) => {
    const { identity } = await users.signUp();
    const answer = await call(users.app.origin, usersApi.changeProfile, {
      identity,
      body: body as never,
      ifMatch: '"1"',
    });
    expect(answer.status).toBe(400);
  });

  it('keeps every change of people who change it at once', async () => {
    const { identity } = await users.signUp();
    const change = (age: number) =>
      call(users.app.origin, usersApi.changeProfile, { identity, body: { age }, ifMatch: '*' });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(change));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.map(({ headers }) => headers['etag'] ?? '').toSorted()).toEqual(['"2"', '"3"', '"4"', '"5"', '"6"']);
  });
});

describe('an account from before links for passwords and addresses', () => {
  it('works as any other', async () => {
    const { email, identity } = await users.signUp();
    const $unset = { passwordResets: '', emailChange: '', pendingMails: '' };
    await users.amend(identity.userId, { $unset, $set: { pendingMail: null } } as object);
    const changed = await call(users.app.origin, usersApi.changeProfile, { identity, body: { age: 36 }, ifMatch: '*' });
    expect(changed).toMatchObject({ status: 200, body: { age: 36 } });
    expect((await users.login(email)).status).toBe(200);
    expect(await users.accounts.findOne({ email })).toMatchObject({ pendingMails: [], passwordResets: [] });
  });
});

describe('an administrator', () => {
  it('is created at the first start, once', async () => {
    const replica = await users.replica();
    await replica.stop();
    expect(await users.accounts.countDocuments({ email: admin.email })).toBe(1);
    const { identity } = await users.signIn(admin.email, admin.password);
    expect(identity.roles).toEqual(['customer', 'admin']);
  });

  it('pages through all accounts, newest first, and finds one by its address', async () => {
    const { identity } = await users.signIn(admin.email, admin.password);
    const registered: string[] = [];
    for (let i = 0; i < 5; i++) registered.push((await users.register()).body.userId);
    const pages: User[][] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await call(users.app.origin, usersApi.listUsers, { identity, query });
      pages.push(body.items);
      cursor = body.nextCursor;
    } while (cursor !== undefined && pages.length < 100);
    const ids = pages.flat().map(({ userId }) => userId);
    expect(ids.slice(0, 5)).toEqual(registered.toReversed());
    expect(new Set(ids).size).toBe(await users.accounts.countDocuments());
    const query = { email: pages[0]?.[0]?.email.toUpperCase() ?? '' };
    const found = await call(users.app.origin, usersApi.listUsers, { identity, query });
    expect(found.body.items.map(({ userId }) => userId)).toEqual([registered.at(-1)]);
    const broken = await call(users.app.origin, usersApi.listUsers, { identity, query: { cursor: 'eA' } });
    expect(broken).toMatchObject({ status: 400, problem: { code: 'invalid-cursor' } });
  });

  it('is whom only administrators can call', async () => {
    const { identity } = await users.signUp();
    expect((await call(users.app.origin, usersApi.listUsers, { identity })).status).toBe(403);
    expect((await call(users.app.origin, usersApi.listUsers)).status).toBe(401);
  });

  it('gives roles, and cannot lose the last administrator', async () => {
    const { identity } = await users.signIn(admin.email, admin.password);
    const other = await users.signUp();
    const roles = (userId: string, wanted: ('customer' | 'merchant' | 'admin')[]) =>
      call(users.app.origin, usersApi.setRoles, {
        identity,
        params: { userId },
        body: { roles: wanted },
      });
    const merchant = await roles(other.identity.userId, ['merchant', 'customer']);
    expect(merchant).toMatchObject({ status: 200, body: { roles: ['customer', 'merchant'] } });
    expect(await roles(identity.userId, ['customer'])).toMatchObject({
      status: 409,
      problem: { code: 'illegal-transition' },
    });
    expect((await roles(newId(), ['customer'])).status).toBe(404);
  });

  it('is never made of an account that somebody else registered', async () => {
    const own = await startUsers();
    try {
      const { email } = await own.register();
      await own.replica({ BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: admin.password });
      expect((await own.signIn(email)).identity.roles).toEqual(['customer']);
    } finally {
      await own.stop();
    }
  });
});

describe('preferences and settings', () => {
  it('have defaults until they are written, and ETags', async () => {
    const { identity } = await users.signUp();
    const { origin } = users.app;
    const defaults = await call(origin, usersApi.getPreferences, { identity });
    expect(defaults.body).toEqual({ theme: 'system', notifications: { email: true, sms: false, push: false } });
    const etag = defaults.headers['etag'] ?? '';
    const body = { theme: 'dark' as const, notifications: { email: false, sms: false, push: true } };
    const written = await call(origin, usersApi.putPreferences, { identity, body, ifMatch: etag });
    expect(written).toMatchObject({ status: 200, body });
    expect(written.headers['etag']).not.toBe(etag);
    const stale = await call(origin, usersApi.putPreferences, { identity, body, ifMatch: etag });
    expect(stale).toMatchObject({ status: 412, problem: { currentETag: written.headers['etag'] } });
    expect((await call(origin, usersApi.getPreferences, { identity })).body).toEqual(body);
  });

  it('are each person’s own', async () => {
    const [one, other] = [await users.signUp(), await users.signUp()];
    const { origin } = users.app;
    const body = { language: 'de', currencyCode: 'EUR', reducedMotion: true };
    await call(origin, usersApi.putSettings, { identity: one.identity, body, ifMatch: '"default"' });
    expect((await call(origin, usersApi.getSettings, { identity: one.identity })).body).toEqual(body);
    const theirs = await call(origin, usersApi.getSettings, { identity: other.identity });
    expect(theirs.body).toEqual({ language: 'en', currencyCode: 'USD', reducedMotion: false });
  });

  it('are replaced by one of those who write the first at once', async () => {
    const { identity } = await users.signUp();
    const write = (language: string) =>
      call(users.app.origin, usersApi.putSettings, {
        identity,
        body: { language, currencyCode: 'EUR', reducedMotion: false },
        ifMatch: '"default"',
      });
    const statuses = (await Promise.all(['de', 'fr', 'it'].map(write))).map(({ status }) => String(status));
    expect(statuses.toSorted()).toEqual(['200', '412', '412']);
  });
});
