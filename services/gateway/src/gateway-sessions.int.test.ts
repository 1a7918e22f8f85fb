import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';
import { newsFor } from './news.fixture.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.begin('{}');
  gateway.sidecar.stateFails(false);
});

const statusOf = async (token: string) => (await gateway.ask('/users/profile', { token })).status;
const cookie = (token: string) => ({ cookie: `__Host-session=${token}` });
const unknownToken = () => newId<string>().replaceAll('-', '').padEnd(43, 'u');

const announce = (userId: string, sessionHash?: string) => newsFor(gateway).tellRevocation(userId, sessionHash);

describe('a session', () => {
  it('is nobody’s when the token is unknown, malformed or over', async () => {
    const { token } = gateway.signIn(['customer'], { expiresAt: new Date(Date.now() - 1).toISOString() });
    expect(await statusOf(unknownToken())).toBe(401);
    expect(await statusOf('short')).toBe(401);
    expect(await statusOf(token)).toBe(401);
    expect(gateway.sidecar.seen).toEqual([]);
  });

  it('that has ended leaves a browser anonymous, with its cookie cleared', async () => {
    const answer = await gateway.ask('/products', { headers: cookie(unknownToken()) });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'set-cookie': '__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax' },
    });
  });

  it('ends at once with the event, though the store still has it', async () => {
    const [one, other] = [gateway.signIn(), gateway.signIn()];
    expect(await statusOf(one.token)).toBe(200);
    expect(await announce(one.userId, one.sessionHash)).toMatchObject({ outcome: 'SUCCESS' });
    expect([await statusOf(one.token), await statusOf(other.token)]).toEqual([401, 200]);
  });

  it('ends with every other session of its user', async () => {
    const before = gateway.signIn();
    await announce(before.userId);
    const after = gateway.signIn(['customer'], {
      userId: before.userId,
      createdAt: new Date(Date.now() + 1000).toISOString(),
    });
    expect([await statusOf(before.token), await statusOf(after.token)]).toEqual([401, 200]);
  });

  it('ends all the same when the event was lost', async () => {
    const { token, userId, sessionHash } = gateway.signIn();
    expect(await statusOf(token)).toBe(200);
    const seq = gateway.sidecar.revocations.length + 1;
    gateway.sidecar.revocations.push({ seq, userId, sessionHash, revokedAt: new Date().toISOString() });
    await eventually(async () => (await statusOf(token)) === 401);
  });

  it('reaches the other gateways through Redis', async () => {
    const { token, userId, sessionHash } = gateway.signIn();
    const other = await startGateway({ REDIS_URL: gateway.redis.url });
    try {
      for (const [hash, session] of gateway.sidecar.sessions) other.sidecar.sessions.set(hash, session);
      const ofOther = async () => (await other.ask('/users/profile', { token })).status;
      expect(await ofOther()).toBe(200);
      await announce(userId, sessionHash);
      await eventually(async () => (await ofOther()) === 401);
    } finally {
      await other.stop();
    }
  });

  it('cannot be judged while the store is away: neither let in nor signed out', async () => {
    const { token } = gateway.signIn();
    gateway.sidecar.stateFails(true);
    const answer = await gateway.ask('/users/profile', { headers: cookie(token) });
    expect(answer).toMatchObject({ status: 503, json: { code: 'dependency-unavailable' } });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('is not accepted before the revocations are read, and the gateway is not ready', async () => {
    const { createGateway } = await import('./app.ts');
    const { Config } = await import('./config.ts');
    const { serviceEnvFor, startApp, testKeys, freePort } = await import('@arcade/testing');
    const nobody = await freePort();
    const config = Config.parse(
      serviceEnvFor({
        DAPR_HTTP_PORT: nobody,
        REDIS_URL: gateway.redis.url,
        ASSERTION_PRIVATE_KEY: testKeys.privateKey,
        PUBLIC_URL: 'http://localhost:8080',
        WEB_ROOT: '/nowhere',
      }),
    );
    const app = await startApp(await createGateway(config));
    try {
      const ready = await fetch(`${app.origin}/readyz`);
      expect({ status: ready.status, body: await ready.json() }).toMatchObject({
        status: 503,
        body: { revocations: expect.stringContaining('not read yet') },
      });
      const { token } = gateway.signIn();
      const answer = await fetch(`${app.origin}/users/profile`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status).toBe(503);
    } finally {
      await app.stop();
    }
  });
});

describe('a write with a cookie', () => {
  const logout = (headers: Record<string, string>) => {
    const { token } = gateway.signIn();
    return gateway.ask('/users/logout', { method: 'POST', headers: { ...cookie(token), ...headers } });
  };

  it('comes from our own pages, whichever way people reach them', async () => {
    expect((await logout({ origin: 'http://localhost:8080' })).status).toBe(200);
    expect((await logout({ origin: gateway.app.origin })).status).toBe(200);
    expect((await logout({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('is refused from another site', async () => {
    const answer = await logout({ origin: 'https://evil.test' });
    expect(answer).toMatchObject({ status: 403, json: { code: 'csrf-rejected' } });
    expect(gateway.sidecar.seen).toEqual([]);
  });

  it('may come from anywhere with a token instead, which no page of others can send', async () => {
    const { token } = gateway.signIn();
    const answer = await gateway.ask('/users/logout', {
      method: 'POST',
      token,
      headers: { origin: 'https://elsewhere.test' },
    });
    expect(answer.status).toBe(200);
  });
});
