import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { testApiToken } from '@arcade/testing';
import { identityIn, startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
/** A public list that is asked for anew each time. */
const unheld = '/products/categories';
beforeEach(() => gateway.begin('{"ok":true}'));

const json = { 'content-type': 'application/json' };

describe('a call of the API', () => {
  it('reaches its service through the sidecar as the client sent it', async () => {
    const answer = await gateway.ask('/products?limit=5&category=chairs%2Fx', {
      headers: { 'cart-token': '1', 'x-own': '1' },
    });
    expect(answer).toMatchObject({ status: 200, json: { ok: true } });
    expect(gateway.lastSeen()).toMatchObject({
      method: 'GET',
      service: 'products',
      path: '/products?limit=5&category=chairs%2Fx',
      headers: { 'dapr-api-token': testApiToken, 'cart-token': '1', 'arcade-client-ip': '127.0.0.1' },
    });
    expect(Number(gateway.lastSeen().headers['arcade-deadline'])).toBeGreaterThan(Date.now());
    expect(gateway.lastSeen().headers['x-own']).toBeUndefined();
  });

  it('carries a signed assertion and no credentials', async () => {
    const { token, userId, sessionHash } = gateway.signIn(['customer', 'merchant']);
    await gateway.ask('/users/profile', { token });
    expect(await identityIn(gateway.lastSeen())).toEqual({ userId, roles: ['customer', 'merchant'], sessionHash });
    expect(gateway.lastSeen().headers.authorization).toBeUndefined();
    await gateway.ask('/users/profile', { headers: { cookie: `a=b; __Host-session=${token}` } });
    expect(await identityIn(gateway.lastSeen())).toMatchObject({ userId });
    expect(gateway.lastSeen().headers.cookie).toBeUndefined();
  });

  it('takes nothing of the inside from a client', async () => {
    const { token, userId } = gateway.signIn();
    const forged = {
      'arcade-assertion': 'forged',
      'arcade-client-ip': '6.6.6.6',
      'dapr-caller-app-id': 'orders',
      'dapr-app-id': 'orders',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.test',
      forwarded: 'for=6.6.6.6',
    };
    await gateway.ask('/users/profile', { token, headers: { ...forged, 'dapr-api-token': 'wrong' } });
    expect(gateway.lastSeen().headers).toMatchObject({
      'arcade-client-ip': '127.0.0.1',
      'dapr-api-token': testApiToken,
    });
    expect(await identityIn(gateway.lastSeen())).toMatchObject({ userId });
    for (const name of ['dapr-caller-app-id', 'dapr-app-id', 'x-forwarded-for', 'x-forwarded-host', 'forwarded']) {
      expect(gateway.lastSeen().headers[name]).toBeUndefined();
    }
    await gateway.ask(unheld, { headers: forged });
    expect(gateway.lastSeen().headers['arcade-assertion']).toBeUndefined();
  });

  it('keeps status, ETag and cookies of the answer and hides what is inside', async () => {
    gateway.sidecar.answer(() => ({
      status: 201,
      headers: { etag: '"7"', 'set-cookie': ['a=1', 'b=2'], 'dapr-x': '1', traceparent: '00-x', location: '/there' },
      body: '{}',
    }));
    const { headers, status } = await gateway.ask('/users/register', { method: 'POST', headers: json, body: '{}' });
    expect({ status, ...headers }).toMatchObject({
      status: 201,
      etag: '"7"',
      'set-cookie': ['a=1', 'b=2'],
      location: '/there',
    });
    expect([headers['dapr-x'], headers['traceparent'], headers['x-powered-by']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(headers['trace-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('passes conditions on and 304 back', async () => {
    gateway.sidecar.answer(({ headers }) => (headers['if-none-match'] === '"7"' ? { status: 304 } : { body: '{}' }));
    const { token } = gateway.signIn();
    const answer = await gateway.ask('/users/profile', { token, headers: { 'if-none-match': '"7"' } });
    expect(answer).toMatchObject({ status: 304, text: '' });
  });

  it('marks what is somebody’s as private unless its service says otherwise', async () => {
    const { token } = gateway.signIn();
    expect((await gateway.ask('/users/profile', { token })).headers['cache-control']).toBe('private, no-store');
    expect((await gateway.ask('/cart', { headers: { 'cart-token': 'x' } })).headers['cache-control']).toBe(
      'private, no-store',
    );
    expect((await gateway.ask(unheld)).headers).toMatchObject({
      'cache-control': 'no-cache',
      vary: 'Accept, Accept-Encoding, Cookie, Authorization',
    });
    gateway.sidecar.answer(() => ({ headers: { 'cache-control': 'public, max-age=60' }, body: '{}' }));
    expect((await gateway.ask(unheld)).headers['cache-control']).toBe('public, max-age=60');
  });

  it('is compressed when it is everybody’s, the same each time, under a weak tag', async () => {
    const body = JSON.stringify({ text: 'chair '.repeat(1000) });
    gateway.sidecar.answer(() => ({ headers: { etag: '"3"' }, body }));
    const productPath = `/products/${newId<string>()}`;
    for (const path of [unheld, productPath, productPath]) {
      for (const coding of ['br', 'gzip'] as const) {
        const answer = await fetch(gateway.app.origin + path, { headers: { 'accept-encoding': coding } });
        expect(Object.fromEntries(answer.headers)).toMatchObject({
          'content-encoding': coding,
          etag: 'W/"3"',
          vary: expect.stringContaining('Accept-Encoding'),
        });
        expect(Number(answer.headers.get('content-length'))).toBeLessThan(200);
        expect(await answer.text()).toBe(body);
      }
      const plain = await gateway.ask(path);
      expect(plain).toMatchObject({ text: body, headers: { etag: '"3"' } });
      expect(plain.headers['content-encoding']).toBeUndefined();
    }
    const document = await fetch(`${gateway.app.origin}/openapi.json`, { headers: { 'accept-encoding': 'br' } });
    expect(document.headers.get('content-encoding')).toBe('br');
  });

  it('is not compressed when it is somebody’s', async () => {
    gateway.sidecar.answer(() => ({ body: JSON.stringify({ text: 'x'.repeat(5000) }) }));
    const { token } = gateway.signIn();
    const headers = { 'accept-encoding': 'gzip, br' };
    for (const answer of [await gateway.ask('/orders', { token, headers }), await gateway.ask('/cart', { headers })]) {
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(answer.headers['cache-control']).toBe('private, no-store');
    }
  });

  it('answers HEAD with the headers of GET', async () => {
    gateway.sidecar.answer(() => ({ headers: { etag: '"1"' }, body: '{"a":1}' }));
    const answer = await gateway.ask('/products', { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: '', headers: { etag: '"1"' } });
    expect(gateway.lastSeen().method).toBe('GET');
  });

  it('sends a write without a body, and reads with an unexpected one, without it', async () => {
    const { token } = gateway.signIn();
    await gateway.ask('/users/logout', { method: 'POST', token });
    expect(gateway.lastSeen()).toMatchObject({ method: 'POST', path: '/users/logout', body: Buffer.alloc(0) });
    const answer = await gateway.ask('/users/profile', { token, body: 'surprise' });
    expect(answer.status).toBe(200);
    expect(gateway.lastSeen().body).toHaveLength(0);
  });

  it('continues a trace and names it', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { headers } = await gateway.ask(unheld, {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    expect(headers['trace-id']).toBe(traceId);
    expect(gateway.lastSeen().headers['traceparent']).toContain(traceId);
  });
});

describe('a problem', () => {
  it.each([
    ['a path that does not exist', 'GET', '/nothing', 404, 'not-found'],
    ['an operation between services', 'GET', '/internal/events', 404, 'not-found'],
    ['a route of the sidecar', 'GET', '/dapr/subscribe', 404, 'not-found'],
    ['a subscription', 'POST', '/subscriptions/users.session-revoked', 404, 'not-found'],
    ['the metrics', 'GET', '/metrics', 404, 'not-found'],
    ['a method that a path does not have', 'DELETE', '/products', 405, 'method-not-allowed'],
    ['a fixed path that is no product', 'GET', '/products/create', 405, 'method-not-allowed'],
    ['a method of WebDAV', 'PROPFIND' as 'GET', '/products', 405, 'method-not-allowed'],
    ['a malformed escape', 'GET', '/%zz', 400, 'invalid-request'],
    ['NUL in a path', 'GET', '/cart/codes/%00', 404, 'not-found'],
    ['an address without end', 'GET', `/products?category=${'x'.repeat(8000)}`, 414, 'uri-too-long'],
    ['a request without a session', 'GET', '/users/profile', 401, 'unauthenticated'],
  ] as const)('is answered for %s', async (_, method, path, status, code) => {
    const answer = await gateway.ask(path, { method });
    expect(answer).toMatchObject({ status, json: { status, code } });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json['traceId']).toBe(answer.headers['trace-id']);
    expect(gateway.sidecar.seen).toEqual([]);
  });

  it('is what a service answered, untouched', async () => {
    const body = '{"type":"x","title":"t","status":409,"code":"already-exists","extra":1}';
    gateway.sidecar.answer(() => ({ status: 409, headers: { 'content-type': 'application/problem+json' }, body }));
    expect(await gateway.ask(unheld)).toMatchObject({ status: 409, text: body });
  });

  it.each([
    ['cannot reach the service', 500, '{"errorCode":"ERR_DIRECT_INVOKE","message":"dial tcp 10.1.2.3"}'],
    ['is not allowed to call it', 403, '{"errorCode":"ERR_DIRECT_INVOKE"}'],
    ['answers in words', 502, 'Bad Gateway'],
  ])('is made when the sidecar %s, without what is inside', async (_, status, body) => {
    gateway.sidecar.answer(() => ({ status, body }));
    const answer = await gateway.ask(unheld);
    expect(answer).toMatchObject({ status: 503, json: { code: 'dependency-unavailable', dependency: 'products' } });
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.text).not.toContain('10.1.2.3');
  });

  it('is made when the sidecar’s own limit is smaller than ours', async () => {
    gateway.sidecar.answer(() => ({ status: 413, body: 'too large' }));
    const answer = await gateway.ask('/users/register', { method: 'POST', headers: json, body: '{}' });
    expect(answer).toMatchObject({ status: 413, json: { code: 'body-too-large' } });
  });

  it('is answered when there is no sidecar', async () => {
    const dead = await startGateway();
    await dead.sidecar.stop();
    try {
      expect(await dead.ask('/products')).toMatchObject({ status: 503, json: { code: 'dependency-unavailable' } });
    } finally {
      await dead.stop().catch(() => {});
    }
  });

  it('tells early what a write lacks', async () => {
    const { token } = gateway.signIn(['customer']);
    const profile = await gateway.ask('/users/profile', { method: 'PATCH', token, headers: json, body: '{}' });
    expect(profile).toMatchObject({ status: 428, json: { code: 'if-match-required' } });
    const order = await gateway.ask('/orders', { method: 'POST', token, headers: json, body: '{}' });
    expect(order).toMatchObject({ status: 400, json: { code: 'idempotency-key-required' } });
    expect(gateway.sidecar.seen).toEqual([]);
  });
});
