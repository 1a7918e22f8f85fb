import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { usersApi } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { password, startUsers, type SignedIn, type UsersUnderTest } from './users-under-test.fixture.ts';

let users: UsersUnderTest;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());
beforeEach(() => void (users.smtp.mails.length = 0));

const newPassword = 'another good password';
const forgot = (email: string, origin = users.app.origin) => call(origin, usersApi.forgotPassword, { body: { email } });
const reset = (token: string, given = newPassword, origin = users.app.origin) =>
  call(origin, usersApi.resetPassword, { body: { token, newPassword: given } });
const mailsTo = (email: string, subject: string) =>
  users.smtp.mails.filter(({ to, text }) => to === email && text.includes(`Subject: ${subject}`));
const resetToken = async (email: string, count = 1) => {
  expect((await forgot(email)).status).toBe(202);
  return users.linkedToken(email.toLowerCase(), 'reset-password', count);
};
/** All that were asked for are answered, so a mail that has not been asked for by now never is. */
const answered = () => eventually(async () => (await users.resetRequests.countDocuments()) === 0);
const stands = async (session: SignedIn) =>
  users.stands(session, (await users.sessions.get(session.sessionHash))?.value);

describe('a forgotten password', () => {
  it('is replaced by who reads the mails of the address, and every session ends', async () => {
    const { email, body: user } = await users.register();
    const sessions = [await users.signIn(email), await users.signIn(email)] as const;
    const token = await resetToken(email.toUpperCase());
    const [mail] = mailsTo(email, 'Set a new password');
    expect(mail?.text).toContain(`http://localhost:8080/reset-password#token=${token}`);
    expect(JSON.stringify(await users.accounts.findOne({ _id: user.userId }))).not.toContain(token);
    expect([await stands(sessions[0]), await stands(sessions[1])]).toEqual([true, true]);

    expect(await reset(token)).toMatchObject({ status: 204, text: '' });
    expect([await stands(sessions[0]), await stands(sessions[1])]).toEqual([false, false]);
    expect((await users.login(email)).status).toBe(401);
    const signedIn = await users.signIn(email, newPassword);
    expect(await stands(signedIn)).toBe(true);
    await eventually(() => mailsTo(email, 'Your password was changed').length === 1);
    expect((await users.accounts.findOne({ _id: user.userId }))?.passwordHash).toMatch(/^\$argon2id\$/);
  });

  it('tells gateways of the end of the sessions', async () => {
    const { email, identity } = await users.signUp();
    await reset(await resetToken(email));
    const { event } = await eventually(() =>
      users.dapr.published.find(
        ({ topic, event: { data } }) =>
          topic === 'users.session-revoked' && (data as { userId?: string }).userId === identity.userId,
      ),
    );
    const { items } = await users.revocations();
    const logged = items.filter(({ userId }) => userId === identity.userId);
    expect(logged).toMatchObject([{ seq: (event.data as { revocationSeq: number }).revocationSeq }]);
    expect(logged[0]?.sessionHash).toBeUndefined();
  });

  it('of an address that nobody had proven proves it, and others are told', async () => {
    const { email, identity } = await users.signUp();
    const verification = await users.mailedToken(email);
    await reset(await resetToken(email));
    const profile = await call(users.app.origin, usersApi.getProfile, { identity });
    expect(profile.body.emailVerified).toBe(true);
    expect((await call(users.app.origin, usersApi.verifyEmail, { body: { token: verification } })).status).toBe(400);
    const { event } = await eventually(() =>
      users.dapr.published.find(
        ({ topic, event: { subject } }) => topic === 'users.user-changed' && subject === identity.userId,
      ),
    );
    expect(event.data).toMatchObject({ emailVerified: true });
  });

  it('of nobody gets the same answer, and no mail', async () => {
    const { email } = await users.register();
    const nobody = `${newId<string>()}@example.com`;
    const [known, unknown] = [await forgot(email), await forgot(nobody)];
    const told = ({ status, text, headers }: typeof known) => ({ status, text, headers: Object.keys(headers) });
    expect(told(unknown)).toEqual(told(known));
    expect(known.status).toBe(202);
    await users.linkedToken(email, 'reset-password');
    await answered();
    expect(users.smtp.mails.filter(({ to }) => to === nobody)).toEqual([]);
  });

  it('is not looked up before the answer, so no time tells who has an account, and is mailed after a crash', async () => {
    const idle = await startUsers({}, { hasBackground: false });
    try {
      const [{ email }, nobody] = [await idle.register(), `${newId<string>()}@example.com`];
      const before = await idle.accounts.findOne({ email });
      for (const asked of [email, nobody]) expect((await forgot(asked, idle.app.origin)).status).toBe(202);
      expect(await idle.accounts.findOne({ email })).toEqual(before);
      const waiting = await idle.resetRequests.find().toArray();
      expect(waiting.map(({ _id }) => _id).toSorted()).toEqual([email, nobody].toSorted());
      const next = await idle.replica();
      expect((await reset(await idle.linkedToken(email, 'reset-password'), newPassword, next.origin)).status).toBe(204);
      await eventually(async () => (await idle.resetRequests.countDocuments()) === 0);
    } finally {
      await idle.stop();
    }
  });

  it('of a disabled account gets no mail', async () => {
    const { email, identity } = await users.signUp();
    const admin = { userId: newId<typeof identity.userId>(), roles: ['admin' as const] };
    const params = { userId: identity.userId };
    const token = await resetToken(email);
    await call(users.app.origin, usersApi.setDisabled, { identity: admin, params, body: { disabled: true } });
    expect(await reset(token)).toMatchObject({ status: 403, problem: { code: 'account-disabled' } });
    expect((await forgot(email)).status).toBe(202);
    await answered();
    const other = await users.register();
    await resetToken(other.email);
    expect(mailsTo(email, 'Set a new password')).toHaveLength(1);
  });
});

describe('a link for a new password', () => {
  it('works once', async () => {
    const { email } = await users.register();
    const token = await resetToken(email);
    expect((await reset(token)).status).toBe(204);
    expect(await reset(token, 'a third password')).toMatchObject({ status: 400, problem: { code: 'invalid-token' } });
    expect((await users.login(email, newPassword)).status).toBe(200);
  });

  it('works for one of those who open it at once', async () => {
    const { email } = await users.register();
    const token = await resetToken(email);
    const passwords = ['first good password', 'second good password', 'third good password'];
    const answers = await Promise.all(passwords.map((given) => reset(token, given)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 400, 400]);
    const logins = await Promise.all(passwords.map((given) => users.login(email, given)));
    expect(logins.map(({ status }) => status === 200)).toEqual(answers.map(({ status }) => status === 204));
  });

  it('ends when another one was used, or the password was changed', async () => {
    const { email, identity } = await users.signUp();
    const [first, second] = [await resetToken(email), await resetToken(email, 2)];
    expect((await reset(second)).status).toBe(204);
    expect((await reset(first)).status).toBe(400);
    const third = await resetToken(email, 3);
    const body = { currentPassword: newPassword, newPassword: password };
    expect((await call(users.app.origin, usersApi.changePassword, { identity, body })).status).toBe(204);
    expect((await reset(third)).status).toBe(400);
    expect((await users.login(email)).status).toBe(200);
    await eventually(() => mailsTo(email, 'Your password was changed').length === 2);
  });

  it('ends after an hour by the database’s clock', async () => {
    const { email, body: user } = await users.register();
    const token = await resetToken(email);
    const stored = (await users.accounts.findOne({ _id: user.userId })) as unknown as {
      passwordResets: { expiresAt: Date }[];
    };
    const left = (stored.passwordResets[0]?.expiresAt.getTime() ?? 0) - Date.now();
    expect(Math.abs(left - 3_600_000)).toBeLessThan(60_000);
    await users.amend(user.userId, { $set: { 'passwordResets.0.expiresAt': new Date() } });
    expect(await reset(token)).toMatchObject({ status: 400, problem: { code: 'invalid-token' } });
    expect((await users.login(email)).status).toBe(200);
  });

  it('is not used up by a password that is too short', async () => {
    const { email } = await users.register();
    const token = await resetToken(email);
    const refused = await reset(token, 'too short');
    expect(refused).toMatchObject({ status: 400, problem: { errors: [{ pointer: '/newPassword' }] } });
    expect((await reset(token)).status).toBe(204);
  });

  it('is not used up by a password that is easy to guess, and neither is one that is changed', async () => {
    const { email, identity } = await users.signUp();
    const token = await resetToken(email);
    const weak = { status: 400, problem: { errors: [{ pointer: '/newPassword', code: 'weak-password' }] } };
    expect(await reset(token, 'password12')).toMatchObject(weak);
    const body = { currentPassword: password, newPassword: 'my arcade 12' };
    expect(await call(users.app.origin, usersApi.changePassword, { identity, body })).toMatchObject(weak);
    expect((await reset(token)).status).toBe(204);
  });

  it('costs no hash when it is made up', async () => {
    const small = await users.replica({ HASH_CONCURRENCY: 1, HASH_QUEUE: 0 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => reset(`${index}`.repeat(43), newPassword, small.origin)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 400));
    await small.stop();
  });

  it('is mailed five times an hour, however often it is asked for', async () => {
    const { email } = await users.register();
    for (let count = 1; count <= 5; count++) await resetToken(email, count);
    for (let count = 0; count < 3; count++) await forgot(email);
    await answered();
    const other = await users.register();
    await resetToken(other.email);
    expect(mailsTo(email, 'Set a new password')).toHaveLength(5);
    expect((await reset(await users.linkedToken(email, 'reset-password'))).status).toBe(204);
  });

  it('is mailed by one of many replicas', async () => {
    const replicas = [await users.replica(), await users.replica()];
    const registered = await Promise.all(Array.from({ length: 6 }, () => users.register()));
    await Promise.all(registered.map(({ email }) => forgot(email, replicas[0]?.origin)));
    for (const { email } of registered) await users.linkedToken(email, 'reset-password');
    await answered();
    for (const { email } of registered) expect(mailsTo(email, 'Set a new password')).toHaveLength(1);
    for (const replica of replicas) await replica.stop();
  });

  it('lets sessions end although the process died between the change and the log', async () => {
    const { email, ...session } = await users.signUp();
    const token = await resetToken(email);
    const dying = await users.replica({ ARCADE_FAILPOINTS: 'users.before-settle=error' });
    expect((await reset(token, newPassword, dying.origin)).status).toBe(500);
    await dying.stop();
    await eventually(async () => !(await stands(session)), { timeoutMs: 30_000 });
    expect((await users.login(email, newPassword)).status).toBe(200);
  });
});

describe('mails', () => {
  it('are counted by what they are for', async () => {
    const counted = async (kind: string) => {
      const text = await (await fetch(`${users.app.origin}/metrics`)).text();
      const line = new RegExp(`^users_mails_total\\{kind="${kind}",outcome="handed-over"\\} (\\d+)`, 'm');
      return Number(line.exec(text)?.[1] ?? 0);
    };
    const { email } = await users.register();
    const before = [await counted('reset-password'), await counted('password-changed')] as const;
    await reset(await resetToken(email));
    await eventually(async () => (await counted('password-changed')) > before[1]);
    expect(await counted('reset-password')).toBeGreaterThan(before[0]);
  });
});
