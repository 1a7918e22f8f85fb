import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { testAppToken } from '@arcade/testing';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.begin('{"ok":true}'));

const json = { 'content-type': 'application/json' };

/** Sends bytes that no client library would. */
const raw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(gateway.app.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => resolve(answer)).on('error', reject);
    socket.write(Buffer.from(text, 'latin1'));
  });

describe('a request line', () => {
  it('in absolute form means the same operation and no other host', async () => {
    const answer = await raw('GET http://evil.test/products?limit=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(gateway.lastSeen()).toMatchObject({ service: 'products', path: '/products?limit=1' });
  });

  it.each([
    ['dots that climb', '/products/../internal/events'],
    ['encoded dots that climb', '/assets/%2e%2e/internal/events'],
    ['a double slash', '//products'],
    ['a backslash', '/products\\..\\internal\\events'],
  ])('with %s reaches nothing of the inside', async (_, path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04]/);
    expect(gateway.sidecar.seen).toEqual([]);
  });
});

describe('a header', () => {
  const send = (lines: string) =>
    raw(`POST /cart/items HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n${lines}\r\n\r\n{}`);

  it.each([
    ['of bytes beyond ASCII', 'user-agent: M\xfcller'],
    ['with an odd name', "!#$%&'*+.^_`|~: 1"],
    ['of nothing', 'accept-language:'],
    ['of a range', 'range: bytes=0-1'],
    ['that expects something', 'expect: cake'],
  ])('%s does not trouble whoever is behind the gateway', async (_, line) => {
    expect(await send(line)).toMatch(/^HTTP\/1\.1 200/);
  });

  it.each([
    ['of bytes beyond ASCII', 'cart-token: M\xfcller', 400],
    ['of a thousand characters', `cart-token: ${'x'.repeat(1001)}`, 431],
    ['of a coding', 'content-encoding: gzip', 415],
    ['of another host', 'host: y', 400],
  ])('%s that matters is the client’s fault', async (_, line, status) => {
    expect(await send(line)).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
    expect(gateway.sidecar.seen).toEqual([]);
  });
});

describe('a bearer', () => {
  it.each([
    ['that is over', 'x'.repeat(43)],
    ['of another shape', 'short'],
    ['of nothing', ''],
  ])('%s is nobody, also where anybody may ask', async (_, token) => {
    const headers = { ...json, authorization: `Bearer ${token}` };
    const answer = await gateway.ask('/cart/items', { method: 'POST', headers, body: '{}' });
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="arcade"');
    expect(gateway.sidecar.seen).toEqual([]);
  });
});

describe('OPTIONS', () => {
  it('says what a path offers and allows no other site', async () => {
    const answer = await gateway.ask('/users/profile', { method: 'OPTIONS', headers: { origin: 'https://evil.test' } });
    expect(answer).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD, OPTIONS, PATCH' } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('the inside', () => {
  it('answers the sidecar, probes, and a scraper that knows the token', async () => {
    const asSidecar = { headers: { 'dapr-api-token': testAppToken } };
    expect((await gateway.ask('/dapr/subscribe', asSidecar)).text).toContain('users.session-revoked');
    expect((await gateway.ask('/healthz')).status).toBe(200);
    await gateway.ask('/products');
    const metrics = await gateway.ask('/metrics', { headers: { authorization: `Bearer ${testAppToken}` } });
    expect(metrics.text).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/products"[^}]*\} \d/);
    expect(metrics.text).not.toContain(newId<string>().slice(0, 8));
  });
});
