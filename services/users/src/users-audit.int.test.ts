import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audited, usersApi, type AuditEntry, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, deliver, eventOf } from '@arcade/testing';
import { password, startUsers, type UsersUnderTest } from './users-under-test.fixture.ts';

let users: UsersUnderTest;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const admin = { userId: newId<UserId>(), roles: ['admin' as const] };
const trail = async (query: object) =>
  (await call(users.app.origin, usersApi.readAuditTrail, { identity: admin, query })).body;

describe('the audit trail', () => {
  it('tells of sign-ins, right and wrong, from where', async () => {
    const {
      email,
      body: { userId },
    } = await users.register();
    const headers = { 'arcade-client-ip': '203.0.113.7' };
    await users.login(email, 'wrong guess', headers);
    await users.login(email, password, headers);
    const { items } = await trail({ subject: userId });
    expect(items).toMatchObject([
      { action: 'session.opened', actor: null, network: '203.0.113.7', outcome: 'done' },
      { action: 'session.opened', actor: null, network: '203.0.113.7', outcome: 'invalid-credentials' },
    ]);
    expect(JSON.stringify(items)).not.toContain(email);
    await users.login('nobody@example.com', 'guess', { 'arcade-client-ip': '203.0.113.8' });
    const [unknown] = (await trail({ action: 'session.opened', limit: 1 })).items;
    expect(unknown).toMatchObject({ subject: null, network: '203.0.113.8', outcome: 'invalid-credentials' });
  });

  it('tells who gave which roles to whom, page by page', async () => {
    const { identity } = await users.signUp();
    const params = { userId: identity.userId };
    for (const role of ['merchant', 'admin', 'customer'] as const) {
      await call(users.app.origin, usersApi.setRoles, { identity: admin, params, body: { roles: [role] } });
    }
    const first = await trail({ subject: identity.userId, action: 'roles.replaced', limit: 2 });
    expect(first.items).toMatchObject([
      { actor: admin.userId, details: { roles: ['customer'] }, outcome: 'done' },
      { actor: admin.userId, details: { roles: ['admin'] } },
    ]);
    const { cursor } = { cursor: first.nextCursor };
    const rest = await trail({ subject: identity.userId, action: 'roles.replaced', limit: 2, cursor });
    expect(rest).toEqual({ items: [expect.objectContaining({ details: { roles: ['merchant'] } })] });
    expect((await trail({ actor: admin.userId, until: '2020-01-01T00:00:00Z' })).items).toEqual([]);
  });

  it('is for administrators', async () => {
    const { identity } = await users.signUp();
    expect((await call(users.app.origin, usersApi.readAuditTrail, { identity })).status).toBe(403);
  });

  it('keeps what other services have audited once, whichever half comes first, and an outcome for good', async () => {
    const entry: AuditEntry = {
      auditId: newId(),
      service: 'orders',
      action: 'return.recorded',
      actor: admin.userId,
      subject: newId(),
      network: '203.0.113.9',
      details: {},
      traceId: null,
      startedAt: new Date().toISOString(),
      outcome: null,
    };
    const receive = (change: Partial<AuditEntry>) =>
      deliver(users.app.origin, eventOf(audited('orders'), { id: entry.auditId, version: 1 }, { ...entry, ...change }));
    expect(await receive({ outcome: 'done' })).toMatchObject({ outcome: 'SUCCESS' });
    await receive({});
    await receive({ outcome: 'forbidden' });
    expect((await trail({ subject: entry.subject })).items).toEqual([{ ...entry, outcome: 'done' }]);
  });
});
