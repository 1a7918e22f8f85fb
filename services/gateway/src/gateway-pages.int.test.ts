import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { Validator } from '@seriousme/openapi-schema-validator';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.begin('{}'));

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const open = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  gateway.ask(path, { headers: { ...browser, ...headers } });
const chair = {
  name: 'Oak <chair>',
  description: 'A chair',
  price: { amount: 7900, currencyCode: 'USD' },
  categories: ['chairs'],
  images: [],
  rating: { average: null, count: 0 },
  availability: { available: 3, asOf: null },
};
const productsAre = (...products: readonly Readonly<Record<string, unknown>>[]) =>
  gateway.sidecar.answer(({ path }) => {
    if (path.startsWith('/products?') || path === '/products') return { body: JSON.stringify({ items: products }) };
    const found = products.find(({ productId }) => path === `/products/${String(productId)}`);
    if (found !== undefined) return { body: JSON.stringify(found) };
    const problem = { type: 'about:blank', title: 'None', status: 404, code: 'not-found' };
    return { status: 404, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) };
  });

describe('a page of the web app', () => {
  it.each([
    ['/cart', 'Your cart'],
    [`/orders/${newId<string>()}`, 'Your order'],
    ['/verify-email?token=x', 'Confirm your address'],
  ])('is the document that a browser opens at %s, under its name', async (path, title) => {
    const answer = await open(path);
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining(`<title>${title} · Arcade</title>`) });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', vary: expect.stringContaining('accept') });
    expect(gateway.sidecar.seen).toEqual([]);
  });

  it('asks for its own part of the program at once', async () => {
    expect((await open('/cart')).text).toContain('<link rel="modulepreload" crossorigin href="/assets/cart-1.js" />');
  });

  it('of a product says what it is, to browsers without programs and to previews of its link', async () => {
    const productId = newId<string>();
    productsAre({ ...chair, productId });
    const { status, text } = await open(`/products/${productId}`);
    expect(status).toBe(200);
    expect(text).toContain('<title>Oak &lt;chair&gt; · Arcade</title>');
    expect(text).toContain('<h1>Oak &lt;chair&gt;</h1>');
    expect(text).toContain('"@type":"Product"');
    const preview = await gateway.ask(`/products/${productId}`, {
      headers: { accept: '*/*', 'user-agent': 'facebookexternalhit/1.1' },
    });
    expect(preview.text).toContain('<meta property="og:title" content="Oak &lt;chair&gt;" />');
    expect(gateway.sidecar.seen).toHaveLength(1);
  });

  it('of the catalogue lists the newest products', async () => {
    const productId = newId<string>();
    productsAre({ ...chair, productId });
    expect((await open('/?category=chairs')).text).toContain(`<a href="/products/${productId}">Oak &lt;chair&gt;</a>`);
  });

  it.each([
    ['that does not exist', '/no/such/page'],
    ['of a product that does not exist', `/products/${newId<string>()}`],
    ['of what cannot be a product', '/products/categories'],
  ])('%s is answered with 404 and a way on', async (_what, path) => {
    productsAre();
    const { status, text } = await open(path);
    expect(status).toBe(404);
    expect(text).toContain('<title>There is nothing here · Arcade</title>');
    expect(text).toContain('<a href="/">To the catalogue</a>');
  });

  it('is there without its product while the catalogue does not answer', async () => {
    gateway.sidecar.answer(() => ({ status: 500, body: 'no' }));
    const { status, text } = await open(`/products/${newId<string>()}`);
    expect(status).toBe(200);
    expect(text).toContain('<title>A thing for your room · Arcade</title>');
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await open('/cart');
    const etag = String(headers['etag']);
    expect(await open('/cart', { 'if-none-match': `"other", ${etag}` })).toMatchObject({ status: 304, text: '' });
    expect(await open('/cart', { 'if-none-match': `W/${etag}` })).toMatchObject({ status: 304 });
    expect(await open('/cart', { 'if-none-match': '"other"' })).toMatchObject({ status: 200 });
  });
});

describe('search engines', () => {
  it('are told which products there are', async () => {
    const productId = newId<string>();
    productsAre({ ...chair, productId });
    const { headers, text } = await gateway.ask('/sitemap.xml');
    expect(headers['content-type']).toMatch(/^application\/xml/);
    expect(text).toContain(`<url><loc>http://localhost:8080/products/${productId}</loc></url>`);
    expect(text).toContain('<url><loc>http://localhost:8080/</loc></url>');
  });

  it('are told what is not for them, and where the map is', async () => {
    const { text } = await gateway.ask('/robots.txt');
    expect(text).toMatch(/^User-agent: \*\n/);
    expect(text).toContain('\nDisallow: /checkout\n');
    expect(text).not.toContain('Disallow: /products');
    expect(text).toContain('\nSitemap: http://localhost:8080/sitemap.xml\n');
  });
});

describe('the web app', () => {
  it('shares its paths with the API, which programs get', async () => {
    expect((await gateway.ask('/products/categories', { headers: { accept: 'application/json' } })).json).toEqual({});
    expect((await gateway.ask('/products/categories')).json).toEqual({});
    expect(gateway.sidecar.seen).toHaveLength(2);
  });

  it.each(['*/*', 'application/json;q=0.1, text/*', undefined])(
    'is what %s gets where there is no data',
    async (accept) => {
      const answer = await gateway.ask('/', { headers: accept === undefined ? {} : { accept } });
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': expect.stringContaining('text/html') } });
    },
  );

  it('goes to whoever wants it more than data', async () => {
    const typeFor = async (accept: string) =>
      String((await gateway.ask('/products', { headers: { accept } })).headers['content-type']);
    expect(await typeFor('application/json;q=0.5, text/html')).toContain('text/html');
    expect(await typeFor('text/html;q=0.5, application/json')).toContain('application/json');
    expect(await typeFor('*/*')).toContain('application/json');
  });

  it('tells programs what they ask for in vain, and shows people a page', async () => {
    const typeFor = async (accept: string) => {
      const { status, headers } = await gateway.ask('/products/%C2%84', { headers: { accept } });
      return [status, headers['content-type']];
    };
    expect(await typeFor('*/*')).toEqual([404, expect.stringContaining('application/problem+json')]);
    expect(await typeFor('text/html')).toEqual([404, expect.stringContaining('text/html')]);
  });

  it('leaves photos to their service, also when opened by hand', async () => {
    await gateway.ask(`/products/${newId()}/images/${newId()}`, { headers: browser });
    expect(gateway.sidecar.seen).toHaveLength(1);
  });

  it('keeps hashed files for ever, others for minutes', async () => {
    expect((await gateway.ask('/assets/app-1.js')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
    expect((await gateway.ask('/favicon.ico')).headers['cache-control']).toBe('public, max-age=300');
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
  ])('sends its files to who accepts %s as the build has compressed them', async (accepted, encoding) => {
    const { headers, status } = await gateway.ask('/assets/app-1.js', { headers: { 'accept-encoding': accepted } });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['vary']).toMatch(/accept-encoding/i);
    expect(headers['etag']).toBeDefined();
  });

  it('sends a file that was not worth compressing as it is, and knows it again', async () => {
    const br = { 'accept-encoding': 'br' };
    const { headers, text } = await gateway.ask('/assets/plain-1.css', { headers: br });
    expect(text).toBe('p {}');
    expect(headers['content-encoding']).toBeUndefined();
    const again = await gateway.ask('/assets/app-1.js', { headers: br });
    const known = { ...br, 'if-none-match': String(again.headers['etag']) };
    expect(await gateway.ask('/assets/app-1.js', { headers: known })).toMatchObject({ status: 304 });
  });

  it('has no page for a missing file, a program’s mistake or a path that climbs out', async () => {
    const none = await gateway.ask('/assets/none.js', { headers: { 'accept-encoding': 'br' } });
    expect(none).toMatchObject({ status: 404, json: { code: 'not-found' } });
    expect(none.headers['content-encoding']).toBeUndefined();
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
