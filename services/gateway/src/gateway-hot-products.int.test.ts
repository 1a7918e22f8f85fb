import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProductId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { testClock } from '@arcade/testing';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';
import { newsFor } from './news.fixture.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  // A held answer stays fresh: how long that is has its own tests.
  gateway = await startGateway({}, { hotClock: testClock() });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.begin());

describe('a hot product', () => {
  const hotProduct = (productId: string) => {
    let price = 1;
    gateway.sidecar.answer(() => ({ headers: { etag: `"${price}"` }, body: JSON.stringify({ price }) }));
    return {
      path: `/products/${productId}`,
      becomes: (to: number) => void (price = to),
      async change(to: number) {
        price = to;
        await newsFor(gateway).tellPrice(productId, to);
      },
    };
  };

  it('costs one hop, and shows its new price as soon as the event is there', async () => {
    const product = hotProduct(newId<ProductId>());
    for (let i = 0; i < 20; i++) await gateway.ask(product.path);
    expect(gateway.sidecar.seen).toHaveLength(1);
    await product.change(2);
    expect(await gateway.ask(product.path)).toMatchObject({ json: { price: 2 }, headers: { etag: '"2"' } });
  });

  it('is read anew by whoever has changed something of it, before the event is there', async () => {
    const product = hotProduct(newId<ProductId>());
    await gateway.ask(product.path);
    product.becomes(2);
    const review = {
      method: 'POST',
      body: JSON.stringify({ rating: 5, comments: '' }),
      headers: { 'content-type': 'application/json' },
    } as const;
    const { token } = gateway.signIn(['customer']);
    // What is refused here changes nothing, so that nobody drops held answers for nothing.
    expect((await gateway.ask(`${product.path}/reviews`, review)).status).toBe(401);
    expect(await gateway.ask(product.path)).toMatchObject({ json: { price: 1 } });
    await gateway.ask(`${product.path}/reviews/mine`, { token });
    expect(await gateway.ask(product.path)).toMatchObject({ json: { price: 1 } });
    await gateway.ask(`${product.path}/reviews`, { ...review, token });
    expect(await gateway.ask(product.path)).toMatchObject({ json: { price: 2 } });
  });

  it('is the same for shoppers who are signed in, and asked anew for merchants', async () => {
    const product = hotProduct(newId<ProductId>());
    await gateway.ask(product.path);
    const [shopper, merchant] = [gateway.signIn(['customer']), gateway.signIn(['customer', 'merchant'])];
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await gateway.ask(product.path, { token: shopper.token }));
    const held = { status: 200, json: { price: 1 }, headers: { etag: '"1"' } };
    expect(answers).toMatchObject([held, held, held]);
    // Who that is has to be read once; then the read costs less than counting it.
    expect(answers.map(({ headers }) => headers['ratelimit'] !== undefined)).toEqual([true, false, false]);
    expect(gateway.sidecar.seen).toHaveLength(1);
    await gateway.ask(product.path, { token: merchant.token });
    expect(gateway.sidecar.seen).toHaveLength(2);
    expect(gateway.sidecar.seen[1]?.headers['arcade-assertion']).toBeDefined();
  });

  it('is not for a session that has ended, from the moment that this is known', async () => {
    const product = hotProduct(newId<ProductId>());
    const { token, userId, sessionHash } = gateway.signIn(['customer']);
    const cookie = { cookie: `__Host-session=${token}` };
    for (let i = 0; i < 2; i++) await gateway.ask(product.path, { headers: cookie });
    await newsFor(gateway).tellRevocation(userId, sessionHash);
    expect((await gateway.ask(product.path, { token })).status).toBe(401);
    const answer = await gateway.ask(product.path, { headers: cookie });
    expect(answer).toMatchObject({ status: 200, json: { price: 1 } });
    expect(answer.headers['set-cookie']).toContain('__Host-session=;');
  });

  it('keeps nothing of what a merchant saw', async () => {
    const product = hotProduct(newId<ProductId>());
    const merchant = gateway.signIn(['merchant']);
    await gateway.ask(product.path, { token: merchant.token });
    await gateway.ask(product.path);
    expect(gateway.sidecar.seen).toHaveLength(2);
  });

  it('carries the headers that protect and nothing of the first reader', async () => {
    const product = hotProduct(newId<ProductId>());
    const shopper = gateway.signIn(['customer']);
    await gateway.ask(product.path, { token: shopper.token });
    const { headers } = await gateway.ask(product.path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      vary: 'Accept, Accept-Encoding, Cookie, Authorization',
    });
    expect(headers['cache-control']).not.toContain('private');
    expect([headers['trace-id'], headers['set-cookie'], headers['ratelimit']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(gateway.sidecar.seen).toHaveLength(1);
  });
});

describe('the catalogue’s first page', () => {
  it('costs one hop until any product changes', async () => {
    for (let i = 0; i < 3; i++) await gateway.ask('/products?limit=24');
    expect(gateway.sidecar.seen).toHaveLength(1);
    await newsFor(gateway).tellPrice(newId<ProductId>(), 2);
    await gateway.ask('/products?limit=24');
    expect(gateway.sidecar.seen).toHaveLength(2);
  });

  it('is read anew by whoever has changed a product, and by those who see more', async () => {
    const [merchant, admin] = [gateway.signIn(['merchant']), gateway.signIn(['admin'])];
    await gateway.ask('/products');
    await gateway.ask('/products', { token: merchant.token });
    expect(gateway.sidecar.seen).toHaveLength(2);
    await gateway.ask(`/products/${newId<ProductId>()}/approve`, { method: 'POST', token: admin.token });
    await gateway.ask('/products');
    expect(gateway.sidecar.seen).toHaveLength(4);
  });
});
