import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { Validator } from '@seriousme/openapi-schema-validator';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.contract.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.sidecar.seen.length = 0;
  gateway.sidecar.answer(() => ({ body: '{}' }));
});

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the web app', () => {
  it.each([
    '/',
    '/cart',
    '/products',
    `/products/${newId<string>()}`,
    `/orders/${newId<string>()}`,
    '/verify-email?token=x',
  ])('is the page that a browser opens at %s', async (path) => {
    const answer = await gateway.ask(path, { headers: browser });
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('<title>Shop</title>') });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', vary: expect.stringContaining('accept') });
    expect(gateway.sidecar.seen).toEqual([]);
  });

  it('shares its paths with the API, which programs get', async () => {
    expect((await gateway.ask('/products', { headers: { accept: 'application/json' } })).json).toEqual({});
    expect((await gateway.ask('/products')).json).toEqual({});
    expect(gateway.sidecar.seen).toHaveLength(2);
  });

  it('leaves photos to their service, also when opened by hand', async () => {
    await gateway.ask(`/products/${newId()}/images/${newId()}`, { headers: browser });
    expect(gateway.sidecar.seen).toHaveLength(1);
  });

  it('keeps hashed files for ever, others for minutes', async () => {
    expect((await gateway.ask('/assets/app-1.js')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
    expect((await gateway.ask('/robots.txt')).headers['cache-control']).toBe('public, max-age=300');
  });

  it('has no page for a missing file, a program’s mistake or a path that climbs out', async () => {
    expect(await gateway.ask('/assets/none.js')).toMatchObject({ status: 404, json: { code: 'not-found' } });
    expect(await gateway.ask('/nothing', { headers: { accept: 'application/json' } })).toMatchObject({ status: 404 });
    expect((await gateway.ask('/assets/..%2f..%2fetc/passwd')).status).toBe(404);
  });

  it('is protected by headers that let it work', async () => {
    const { headers } = await gateway.ask('/', { headers: browser });
    const policy = String(headers['content-security-policy']);
    for (const part of ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self' blob:"]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('is upgraded to HTTPS where the shop has it', async () => {
    const secure = await startGateway({ PUBLIC_URL: 'https://shop.test' });
    const { headers } = await secure.ask('/', { headers: browser });
    await secure.stop();
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d+/);
    expect(headers['content-security-policy']).toContain('upgrade-insecure-requests');
  });
});

describe('the documentation', () => {
  it('is a valid OpenAPI 3.1 document at this shop’s address', async () => {
    const { json, headers } = await gateway.ask('/openapi.json');
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(json['servers']).toEqual([{ url: 'http://localhost:8080' }]);
    expect(await new Validator().validate(json)).toMatchObject({ valid: true });
  });

  it('has a page whose parts all come from here', async () => {
    const { text } = await gateway.ask('/docs', { headers: browser });
    const parts = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, part]) => part ?? '');
    expect(parts).toHaveLength(4);
    for (const part of parts) {
      expect(part).toMatch(/^\/docs\//);
      expect((await gateway.ask(part)).status).toBe(200);
    }
  });

  it('offers nothing else of the package it is made from', async () => {
    expect((await gateway.ask('/docs/package.json')).status).toBe(404);
  });
});
