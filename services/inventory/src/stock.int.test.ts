import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import type { StockedProduct } from '@arcade/testing';
import { newCart, openInventory, some, type InventoryUnderTest } from './inventory-under-test.fixture.ts';
import { admin, merchantCalls, stranger } from './merchant-calls.fixture.ts';

let shop: InventoryUnderTest;
let merchant: ReturnType<typeof merchantCalls>;
beforeAll(async () => {
  shop = await openInventory();
  merchant = merchantCalls(shop);
});
afterAll(() => shop.close());

describe('a product', () => {
  it('has a row with nothing on hand once inventory knows it, and only one', async () => {
    const product = await shop.product(0);
    await shop.register(product);
    await shop.register(product, 2);
    expect((await merchant.read(product)).body).toMatchObject({
      quantityAvailable: 0,
      quantityReserved: 0,
      version: 1,
    });
  });

  it('that nobody has told of does not exist', async () => {
    const unknown = { productId: newId(), merchantId: newId() } as unknown as StockedProduct;
    expect(await merchant.read(unknown)).toMatchObject({ status: 404, problem: { code: 'not-found' } });
  });

  it('goes to another merchant by a newer event, and not back by an older one', async () => {
    const product = await shop.product(3);
    const next = { ...product, merchantId: newId<UserId>() };
    await shop.register(next, 5);
    await shop.register(product, 4);
    expect((await merchant.update(product, 9, { ifMatch: '*' })).status).toBe(404);
    expect((await merchant.update(next, 9, { ifMatch: '*' })).status).toBe(200);
  });

  it('is read by anybody, with an ETag that changes whenever the answer does', async () => {
    const product = await shop.product(5);
    const first = await merchant.read(product);
    expect(first.headers['etag']).toBe(`"${first.body.version}"`);
    const cached = await merchant.read(product, { 'if-none-match': first.headers['etag'] ?? '' });
    expect(cached.status).toBe(304);
    const cartId = newCart();
    await shop.hold(cartId, [some(product, 1)], 1, 60);
    const second = await merchant.read(product, { 'if-none-match': first.headers['etag'] ?? '' });
    expect(second).toMatchObject({ status: 200, body: { quantityReserved: 1 } });
    await shop.age(`cart_id = '${cartId}'`, 61);
    const third = await merchant.read(product, { 'if-none-match': second.headers['etag'] ?? '' });
    expect(third).toMatchObject({ status: 200, body: { quantityReserved: 0, version: second.body.version } });
  });
});

describe('setting the units on hand', () => {
  it('needs If-Match and tells the current ETag when it is stale', async () => {
    const product = await shop.product(5);
    const etag = (await merchant.read(product)).headers['etag'] ?? '';
    expect(await merchant.update(product, 6)).toMatchObject({ status: 428 });
    const changed = await merchant.update(product, 6, { ifMatch: etag });
    expect(changed).toMatchObject({ status: 200, body: { quantityAvailable: 6 } });
    expect(await merchant.update(product, 7, { ifMatch: etag })).toMatchObject({
      status: 412,
      problem: { code: 'etag-mismatch', currentETag: changed.headers['etag'] },
    });
  });

  it('lets one of many who saw the same state win', async () => {
    const product = await shop.product(5);
    const ifMatch = (await merchant.read(product)).headers['etag'] ?? '';
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => merchant.update(product, 10 + index, { ifMatch })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(412)]);
  });

  it('below what is held is refused with what is held', async () => {
    const product = await shop.product(5);
    await shop.hold(newCart(), [some(product, 3)]);
    expect(await merchant.update(product, 2, { ifMatch: '*' })).toMatchObject({
      status: 409,
      problem: { code: 'stock-below-reserved', reserved: 3 },
    });
    expect((await merchant.update(product, 3, { ifMatch: '*' })).body).toMatchObject({ quantitySellable: 0 });
  });

  it('takes effect once under one key, also when the answer was lost', async () => {
    const product = await shop.product(5);
    const ifMatch = (await merchant.read(product)).headers['etag'] ?? '';
    const idempotencyKey = newId();
    const first = await merchant.update(product, 8, { ifMatch, idempotencyKey });
    const replayed = await merchant.update(product, 8, { ifMatch, idempotencyKey });
    expect(replayed.text).toBe(first.text);
    expect(replayed.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers['etag'] });
    // The process died after its transaction and before it stored the answer.
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${idempotencyKey}'`);
    expect(await merchant.update(product, 8, { ifMatch, idempotencyKey })).toMatchObject({
      status: 200,
      text: first.text,
    });
    expect(await merchant.update(product, 9, { ifMatch, idempotencyKey })).toMatchObject({
      problem: { code: 'idempotency-mismatch' },
    });
    expect((await merchant.ledger(product)).body.items).toHaveLength(2);
  });

  it.each([
    ['the ETag of its day', undefined, 0],
    ['any ETag', '*', 3],
  ])('happens anew under a key of long ago, with %s', async (_, anyState, days) => {
    const product = await shop.product(5);
    const idempotencyKey = newId();
    const ifMatch = async () => anyState ?? (await merchant.read(product)).headers['etag'] ?? '';
    await merchant.update(product, 10, { ifMatch: await ifMatch(), idempotencyKey });
    await merchant.update(product, 8, { ifMatch: await ifMatch(), idempotencyKey: newId() });
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${idempotencyKey}'`);
    await shop.query(`UPDATE stock_ledger SET at = at - INTERVAL ${days} DAY`);
    const again = { ifMatch: await ifMatch(), idempotencyKey };
    expect((await merchant.update(product, 10, again)).body).toMatchObject({ quantityAvailable: 10 });
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 10 });
  });

  it('is for its merchant and for admins', async () => {
    const product = await shop.product(5);
    expect((await merchant.update(product, 6, { ifMatch: '*' }, stranger())).status).toBe(404);
    expect((await merchant.update(product, 6, { ifMatch: '*' }, admin())).status).toBe(200);
    const customer = { userId: product.merchantId, roles: ['customer'] as Role[] };
    expect((await merchant.update(product, 7, { ifMatch: '*' }, customer)).status).toBe(403);
  });

  it('refuses what makes no sense', async () => {
    const product = await shop.product(5);
    expect(await merchant.update(product, -1, { ifMatch: '*' })).toMatchObject({ status: 400 });
    expect(await merchant.update(product, 1.5, { ifMatch: '*' })).toMatchObject({ status: 400 });
  });
});
