import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { usersApi } from '@arcade/contracts';
import { call, eventually } from '@arcade/testing';
import { startUsers, type UsersUnderTest } from './users-under-test.fixture.ts';

let users: UsersUnderTest;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());
beforeEach(() => void (users.smtp.mails.length = 0));

const verify = (token: string) => call(users.app.origin, usersApi.verifyEmail, { body: { token } });
const mailsTo = (email: string) => users.smtp.mails.filter(({ to }) => to === email);

describe('the verification mail', () => {
  it('comes after registering, and its link proves the address once', async () => {
    const { email, body } = await users.register();
    const token = await users.mailedToken(email);
    const mail = mailsTo(email)[0];
    expect(mail?.text).toContain(`http://localhost:8080/verify-email#token=${token}`);
    const stored = JSON.stringify(await users.accounts.findOne({ _id: body.userId }));
    expect(stored).not.toContain(token);
    expect(await verify(token)).toMatchObject({ status: 200, body: { email, emailVerified: true } });
    expect(await verify(token)).toMatchObject({ status: 400, problem: { code: 'invalid-token' } });
    const { event } = await eventually(() =>
      users.dapr.published.find(
        ({ topic, event: { subject } }) => topic === 'users.user-changed' && subject === body.userId,
      ),
    );
    expect(event.data).toMatchObject({ emailVerified: true, aggregateVersion: 2 });
  });

  it('repeats nothing that whoever registered a stranger’s address could choose', async () => {
    const [plain, loud] = [
      await users.register(),
      await users.register({ firstName: 'You won at example.com', lastName: 'Act now' }),
    ];
    await users.mailedToken(plain.email);
    await users.mailedToken(loud.email);
    const said = (email: string) =>
      (mailsTo(email)[0]?.text ?? '')
        .replaceAll(email, 'ADDRESS')
        .replace(/#token=[\w-]+/g, '')
        .replace(/^(Message-ID|Date|Content-Type):.*(\r\n[ \t].*)*$/gim, '')
        .replace(/--+[\w.=-]+/g, '');
    expect(said(loud.email)).toBe(said(plain.email));
  });

  it('of nobody proves nothing', async () => {
    expect(await verify('x'.repeat(43))).toMatchObject({ status: 400, problem: { code: 'invalid-token' } });
  });

  it('comes again when asked for, and both links work until one is used', async () => {
    const { email, identity } = await users.signUp();
    const first = await users.mailedToken(email);
    expect((await call(users.app.origin, usersApi.resendVerification, { identity })).status).toBe(202);
    const second = await users.mailedToken(email, 2);
    expect(second).not.toBe(first);
    expect((await verify(first)).status).toBe(200);
    expect((await verify(second)).status).toBe(400);
  });

  it('is not sent again to who has verified', async () => {
    const { email, identity } = await users.signUp();
    await verify(await users.mailedToken(email));
    await call(users.app.origin, usersApi.resendVerification, { identity });
    const other = await users.register();
    await users.mailedToken(other.email);
    expect(mailsTo(email)).toHaveLength(1);
  });

  it('waits while the mail server is down, and comes when it is back', async () => {
    await users.smtp.stop();
    const { email } = await users.register();
    await eventually(async () => {
      const waiting = await users.accounts.findOne({ email });
      return (waiting?.pendingMails[0]?.attempts ?? 0) >= 1;
    });
    expect(mailsTo(email)).toEqual([]);
    await users.smtp.start();
    expect((await verify(await users.mailedToken(email))).status).toBe(200);
    expect(mailsTo(email)).toHaveLength(1);
  });

  it('is given up when the address does not exist, and only then', async () => {
    const email = 'unknown@example.com';
    users.smtp.unknown.add(email);
    await users.register({ email });
    await eventually(async () => {
      return (await users.accounts.findOne({ email }))?.pendingMails.length === 0;
    });
    expect(mailsTo(email)).toEqual([]);
  });

  it('is sent by one of many replicas', async () => {
    const replicas = [await users.replica(), await users.replica()];
    const emails = await Promise.all(Array.from({ length: 10 }, async () => (await users.register()).email));
    for (const email of emails) await users.mailedToken(email);
    expect(users.smtp.mails.map(({ to }) => to).toSorted()).toEqual(emails.toSorted());
    for (const replica of replicas) await replica.stop();
  });
});
