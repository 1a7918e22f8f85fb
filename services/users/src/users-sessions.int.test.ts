import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sessionCookie, usersApi, type Role, type StoredSession, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { hashOf } from './sessions/session-tokens.ts';
import { password, startUsers, type SignedIn, type UsersUnderTest } from './users-under-test.fixture.ts';

let users: UsersUnderTest;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const admin = { userId: newId<UserId>(), roles: ['admin'] as Role[] };
const storedOf = async ({ sessionHash }: SignedIn) => (await users.sessions.get(sessionHash))?.value;
const stands = async (session: SignedIn) => users.stands(session, await storedOf(session));
const logoutEverywhere = ({ identity }: SignedIn) => call(users.app.origin, usersApi.logoutEverywhere, { identity });

describe('signing in', () => {
  it('opens a session of which the store knows a hash only', async () => {
    const { email, body: user } = await users.register();
    const { status, body } = await users.login(email.toUpperCase());
    expect({ status, userId: body.user.userId }).toEqual({ status: 200, userId: user.userId });
    const token = body.token ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const stored = (await users.sessions.get(hashOf(token)))?.value;
    expect(stored).toMatchObject({ userId: user.userId, roles: ['customer'], expiresAt: body.expiresAt });
    expect(Date.parse(body.expiresAt) - Date.parse(stored?.createdAt ?? '')).toBe(1_209_600_000);
  });

  it('by cookie keeps the token from scripts', async () => {
    const { email } = await users.register();
    const { body, headers } = await call(users.app.origin, usersApi.login, { body: { email, password } });
    expect(body.token).toBeUndefined();
    expect(headers['set-cookie']).toMatch(
      new RegExp(`^${sessionCookie}=[\\w-]{43}; Max-Age=1209600; Path=/; HttpOnly; Secure; SameSite=Lax$`),
    );
    expect(headers['set-cookie']).not.toContain('Domain');
  });

  it('says the same to a wrong password and to nobody’s address', async () => {
    const { email } = await users.register();
    const wrong = await users.login(email, 'not the password');
    const nobody = await users.login('nobody@example.com', 'not the password');
    const { traceId: _a, ...first } = wrong.problem ?? { code: '' };
    const { traceId: _b, ...second } = nobody.problem ?? { code: '' };
    expect(first).toMatchObject({ status: 401, code: 'invalid-credentials' });
    expect(second).toEqual(first);
  });

  it('does the work of a hash for nobody’s address too', async () => {
    const before = await metric('users_sign_ins_total', 'invalid-credentials');
    const cpu = process.cpuUsage();
    for (let i = 0; i < 5; i++) await users.login(`nobody-${i}@example.com`, 'not the password');
    const { user, system } = process.cpuUsage(cpu);
    expect(await metric('users_sign_ins_total', 'invalid-credentials')).toBe(before + 5);
    // Five argon2id hashes with 19 MiB take far more than 25 ms of CPU; five answers without them far less.
    expect((user + system) / 1000).toBeGreaterThan(50);
  });

  it('replaces a hash whose cost is no longer today’s', async () => {
    const { email, body } = await users.register();
    const costlier = await users.replica({ ARGON2_ITERATIONS: 3 });
    const { status } = await call(costlier.origin, usersApi.login, { body: { email, password } });
    expect(status).toBe(200);
    const stored = await users.accounts.findOne({ _id: body.userId });
    expect(stored?.passwordHash).toContain('m=19456,t=3,p=1');
    expect((await users.login(email)).status).toBe(200);
    await costlier.stop();
  });
});

describe('a session', () => {
  it('ends with its logout, durably and with an event, and no other one does', async () => {
    const { email } = await users.register();
    const [one, other] = [await users.signIn(email), await users.signIn(email)];
    const { status, headers } = await call(users.app.origin, usersApi.logout, { identity: one.identity });
    expect(status).toBe(204);
    expect(headers['set-cookie']).toContain('Max-Age=0');
    expect([await stands(one), await stands(other)]).toEqual([false, true]);
    expect(await storedOf(one)).toBeUndefined();
    const { event } = await eventually(() =>
      users.dapr.published.find(
        ({ topic, event: { data } }) =>
          topic === 'users.session-revoked' && (data as { sessionHash?: string }).sessionHash === one.sessionHash,
      ),
    );
    const { items } = await users.revocations();
    const logged = items.find(({ sessionHash }) => sessionHash === one.sessionHash);
    expect(event.data).toMatchObject({ revocationSeq: logged?.seq, userId: one.identity.userId });
  });

  it('ended twice is one revocation', async () => {
    const session = await users.signUp();
    await call(users.app.origin, usersApi.logout, { identity: session.identity });
    await call(users.app.origin, usersApi.logout, { identity: session.identity });
    const { items } = await users.revocations();
    expect(items.filter(({ sessionHash }) => sessionHash === session.sessionHash)).toHaveLength(1);
  });

  it('ends everywhere at once', async () => {
    const { email } = await users.register();
    const sessions = [await users.signIn(email), await users.signIn(email)] as const;
    expect((await logoutEverywhere(sessions[0])).status).toBe(204);
    expect([await stands(sessions[0]), await stands(sessions[1])]).toEqual([false, false]);
    expect(await stands(await users.signIn(email))).toBe(true);
  });

  it('does not revive when Redis loses everything and comes back with an old copy', async () => {
    const session = await users.signUp();
    const copy = (await storedOf(session)) as StoredSession;
    await logoutEverywhere(session);
    await users.sessions.delete(session.sessionHash);
    expect(await stands(session)).toBe(false);
    await users.sessions.set(session.sessionHash, copy);
    expect(await stands(session)).toBe(false);
    const other = await users.signUp();
    const otherCopy = (await storedOf(other)) as StoredSession;
    await call(users.app.origin, usersApi.logout, { identity: other.identity });
    await users.sessions.set(other.sessionHash, otherCopy);
    expect(await stands(other)).toBe(false);
  });

  it('goes on after its own change of password, and every other one ends', async () => {
    const { email } = await users.register();
    const [mine, other] = [await users.signIn(email), await users.signIn(email)];
    const change = (currentPassword: string, newPassword = 'another good password') =>
      call(users.app.origin, usersApi.changePassword, {
        identity: mine.identity,
        body: { currentPassword, newPassword },
      });
    expect(await change('wrong')).toMatchObject({ status: 401, problem: { code: 'invalid-credentials' } });
    expect([await stands(mine), await stands(other)]).toEqual([true, true]);
    expect((await change(password)).status).toBe(204);
    expect([await stands(mine), await stands(other)]).toEqual([true, false]);
    expect((await users.login(email)).status).toBe(401);
    expect((await users.login(email, 'another good password')).status).toBe(200);
    await logoutEverywhere(mine);
    expect(await stands(mine)).toBe(false);
  });

  it('does not survive a password change that happens while it begins', async () => {
    const { email } = await users.register();
    const mine = await users.signIn(email);
    const body = { currentPassword: password, newPassword: 'another good password' };
    const [changed, ...logins] = await Promise.all([
      call(users.app.origin, usersApi.changePassword, { identity: mine.identity, body }),
      users.login(email),
      users.login(email),
      users.login(email),
    ]);
    expect(changed.status).toBe(204);
    for (const { body: begun, status } of logins) {
      if (status !== 200) continue;
      const sessionHash = hashOf(begun.token ?? '');
      expect(await users.stands({ sessionHash }, (await users.sessions.get(sessionHash))?.value)).toBe(false);
    }
  });

  it('ends when an administrator changes the roles, and the next one has them', async () => {
    const session = await users.signUp();
    const params = { userId: session.identity.userId };
    const body = { roles: ['customer', 'merchant'] as Role[] };
    await call(users.app.origin, usersApi.setRoles, { identity: admin, params, body });
    expect(await stands(session)).toBe(false);
    expect((await users.signIn(session.email)).identity.roles).toEqual(['customer', 'merchant']);
  });

  it('ends when an administrator disables the account, which then cannot sign in until enabled', async () => {
    const session = await users.signUp();
    const params = { userId: session.identity.userId };
    const setDisabled = (disabled: boolean) =>
      call(users.app.origin, usersApi.setDisabled, { identity: admin, params, body: { disabled } });
    expect((await setDisabled(true)).body.disabled).toBe(true);
    expect(await stands(session)).toBe(false);
    expect(await users.login(session.email)).toMatchObject({ status: 403, problem: { code: 'account-disabled' } });
    expect(await users.login(session.email, 'wrong password')).toMatchObject({ status: 401 });
    await setDisabled(false);
    expect(await stands(session)).toBe(false);
    expect((await users.login(session.email)).status).toBe(200);
  });

  it('ends although the process died between the change and the log', async () => {
    const session = await users.signUp();
    const dying = await users.replica({ ARCADE_FAILPOINTS: 'users.before-settle=error' });
    const answer = await call(dying.origin, usersApi.logoutEverywhere, { identity: session.identity });
    expect(answer.status).toBe(500);
    await dying.stop();
    await eventually(async () => !(await stands(session)), { timeoutMs: 30_000 });
  });
});

describe('the log of revocations', () => {
  it('has no gaps and is read in pages, also when many replicas write at once', async () => {
    const replica = await users.replica();
    const { lastSeq: before } = await users.revocations(Number.MAX_SAFE_INTEGER);
    const logout = (origin: string) =>
      call(origin, usersApi.logout, {
        identity: { userId: newId<UserId>(), sessionHash: newId<string>() },
      });
    const all = Array.from({ length: 40 }, (_, index) => logout(index % 2 === 0 ? users.app.origin : replica.origin));
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(all.map(() => 204));
    await replica.stop();
    const pages: number[][] = [];
    let after = before;
    for (;;) {
      const query = { after, limit: 7 };
      const { body } = await call(users.app.origin, usersApi.readRevocations, { caller: 'gateway', query });
      if (body.items.length === 0) break;
      pages.push(body.items.map(({ seq }) => seq));
      after = body.lastSeq;
    }
    expect(pages.flat()).toEqual(Array.from({ length: 40 }, (_, index) => before + index + 1));
    expect(pages.map(({ length }) => length)).toEqual([7, 7, 7, 7, 7, 5]);
  });

  it('is for gateways only', async () => {
    expect((await call(users.app.origin, usersApi.readRevocations, { caller: 'orders' })).status).toBe(403);
  });
});

async function metric(name: string, outcome: string): Promise<number> {
  const text = await (await fetch(`${users.app.origin}/metrics`)).text();
  const value = new RegExp(`^${name}\\{outcome="${outcome}"\\} (\\d+)`, 'm').exec(text)?.[1];
  return Number(value ?? 0);
}
