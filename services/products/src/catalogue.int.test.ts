import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productsApi, type ProductId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { productModel } from './products/mongo-product-model.ts';
import { createNameOrder } from './products/name-order.ts';
import { createNamePlacing } from './products/place-names.ts';
import {
  admin,
  openProducts,
  person,
  photo,
  type Person,
  type ProductsUnderTest,
} from './products-under-test.fixture.ts';

let shop: ProductsUnderTest;
const [merchant, other, customer] = [person('merchant'), person('merchant'), person()];
beforeAll(async () => {
  shop = await openProducts();
});
afterAll(() => shop.close());

type Query = NonNullable<Parameters<typeof call<typeof productsApi.listProducts>>[2]>['query'];
const list = (query: NonNullable<Query>, identity?: Person) =>
  call(shop.origin, productsApi.listProducts, { query, ...(identity === undefined ? {} : { identity }) });
const usd = (amount: number) => ({ amount, currencyCode: 'USD' });

/** Every page of a list. */
async function all(query: NonNullable<Query>, identity?: Person) {
  const items = [];
  let cursor: string | undefined;
  do {
    const { body } = await list({ ...query, ...(cursor === undefined ? {} : { cursor }) }, identity);
    items.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return items;
}

describe('lists', () => {
  const category = 'sorted';
  const ids: ProductId[] = [];
  beforeAll(async () => {
    const names = ['delta', 'Alpha', 'ábel', 'charlie', 'Bravo', 'alpha', 'echo'];
    for (const [index, name] of names.entries()) {
      const price = usd([300, 100, 200, 100, 100, 500, 300][index] ?? 0);
      ids.push((await shop.offer(merchant, { name, price, categories: [category] })).productId);
    }
  });

  it.each(['-createdAt', 'price', '-price', 'name'] as const)(
    'go through everything once, sorted by %s',
    async (sort) => {
      const whole = (await list({ category, sort, limit: 100 })).body.items;
      expect(new Set(whole.map(({ productId }) => productId))).toEqual(new Set(ids));
      for (const limit of [1, 2, 3, 7]) expect(await all({ category, sort, limit })).toEqual(whole);
      const values = whole.map(({ price, name, createdAt }) => ({ price: price.amount, name, createdAt }));
      if (sort === 'name') {
        expect(values.map(({ name }) => name.toLowerCase())).toEqual([
          'ábel',
          'alpha',
          'alpha',
          'bravo',
          'charlie',
          'delta',
          'echo',
        ]);
      }
      if (sort === 'price') expect(values.map(({ price }) => price)).toEqual([100, 100, 100, 200, 300, 300, 500]);
      if (sort === '-price') expect(values.map(({ price }) => price)).toEqual([500, 300, 300, 200, 100, 100, 100]);
      if (sort === '-createdAt') expect(whole.map(({ productId }) => productId)).toEqual(ids.toReversed());
    },
  );

  it('have names in the order of the alphabet, whatever letters they have', async () => {
    const names = [
      'Zebra',
      'Łódź',
      'Øre',
      'ore',
      'Ångström',
      'Straße',
      'İstanbul',
      'Москва',
      '東京',
      '🪑 chair',
      'Lodz',
    ];
    for (const name of names) await shop.offer(merchant, { name, categories: ['world'] });
    const collator = new Intl.Collator('en', { sensitivity: 'base' });
    for (const limit of [1, 2, 5, 100]) {
      const listed = (await all({ category: 'world', sort: 'name', limit })).map(({ name }) => name);
      expect(listed.toSorted()).toEqual(names.toSorted());
      expect(listed).toEqual(listed.toSorted(collator.compare));
    }
  });

  it('place names anew that another version has placed', async () => {
    const { productId } = await shop.offer(merchant, { name: 'Éclair', categories: ['renamed'] });
    const products = shop.connection.collection('products');
    const one = { _id: productId as never };
    const before = await products.findOne(one);
    expect(before?.['sortName']).toMatch(/^\d+\.\d+\|/);
    await products.updateOne(one, { $set: { sortName: 'eclair' } });
    const place = createNamePlacing(await productModel(shop.connection), createNameOrder());
    expect(await place()).toBe(false);
    expect((await products.findOne(one))?.['sortName']).toEqual(before?.['sortName']);
  });

  it('compare prices of one currency only, and tell which there are', async () => {
    const prices = [
      ['USD', 500],
      ['JPY', 900],
      ['KWD', 100],
      ['JPY', 300],
      ['USD', 700],
    ] as const;
    for (const [currencyCode, amount] of prices) {
      await shop.offer(merchant, { price: { amount, currencyCode }, categories: ['abroad'] });
    }
    const amounts = (items: readonly { price: { amount: number } }[]) => items.map(({ price }) => price.amount);
    const query = { category: 'abroad', limit: 1 };
    for (const sort of ['price', '-price'] as const) {
      expect((await list({ ...query, sort })).problem).toMatchObject({
        status: 400,
        code: 'invalid-request',
        detail: expect.stringContaining('JPY, KWD, USD') as unknown,
        errors: [{ pointer: '/query/currencyCode' }],
        currencies: ['JPY', 'KWD', 'USD'],
      });
    }
    expect(amounts(await all({ ...query, sort: 'price', currencyCode: 'JPY' }))).toEqual([300, 900]);
    expect(amounts(await all({ ...query, sort: '-price', currencyCode: 'USD' }))).toEqual([700, 500]);
    expect(amounts(await all({ ...query, currencyCode: 'KWD' }))).toEqual([100]);
    expect(await all({ ...query, sort: 'price', currencyCode: 'EUR' })).toEqual([]);
  });

  it('stay in the currency they began with', async () => {
    const euro = (amount: number) => ({ price: { amount, currencyCode: 'EUR' }, categories: ['europe'] });
    for (const amount of [100, 300]) await shop.offer(merchant, euro(amount));
    const first = (await list({ category: 'europe', sort: 'price', limit: 1 })).body;
    await shop.offer(merchant, { price: usd(200), categories: ['europe'] });
    const next = { category: 'europe', sort: 'price', limit: 1, cursor: first.nextCursor } as const;
    expect((await list(next)).body.items.map(({ price }) => price.amount)).toEqual([300]);
    expect((await list({ ...next, currencyCode: 'USD' })).problem?.code).toBe('invalid-cursor');
  });

  it('neither repeat nor skip what was there when something is added between two pages', async () => {
    const mine = person('merchant');
    const before = [];
    for (let n = 0; n < 4; n++) before.push((await shop.offer(mine, { categories: ['growing'] })).productId);
    const first = (await list({ category: 'growing', limit: 2 })).body;
    await shop.offer(mine, { categories: ['growing'] });
    const second = (await list({ category: 'growing', limit: 9, cursor: first.nextCursor ?? '' })).body;
    expect([...first.items, ...second.items].map(({ productId }) => productId)).toEqual(before.toReversed());
  });

  it('refuse a cursor of another order or of nobody, and unknown parameters', async () => {
    const { nextCursor = '' } = (await list({ category, limit: 1 })).body;
    expect((await list({ category, limit: 1, sort: 'price', cursor: nextCursor })).problem?.code).toBe(
      'invalid-cursor',
    );
    expect((await list({ cursor: 'nonsense' })).problem?.code).toBe('invalid-cursor');
    expect((await list({ colour: 'red' } as never)).status).toBe(400);
    expect((await list({ 'category[$ne]': 'x' } as never)).status).toBe(400);
  });
});

describe('who sees what', () => {
  it('shows shoppers the approved, merchants all of theirs, administrators all', async () => {
    const mine = person('merchant');
    const draft = await shop.create(mine, { draft: true });
    const pending = await shop.create(mine);
    const approved = await shop.offer(mine);
    const states = async (identity?: Person) =>
      await Promise.all(
        [draft, pending, approved].map(async ({ productId }) => (await shop.get(productId, identity)).status),
      );
    expect(await states()).toEqual([404, 404, 200]);
    expect(await states(customer)).toEqual([404, 404, 200]);
    expect(await states(other)).toEqual([404, 404, 200]);
    expect(await states(mine)).toEqual([200, 200, 200]);
    expect(await states(admin)).toEqual([200, 200, 200]);
    const listed = (items: readonly { productId: string }[]) => items.map(({ productId }) => productId);
    expect(listed(await all({ mine: 'true' }, mine))).toEqual(
      [approved, pending, draft].map(({ productId }) => productId),
    );
    expect(listed(await all({ mine: 'true', status: 'draft' }, mine))).toEqual([draft.productId]);
    expect(listed(await all({ limit: 100 }, mine))).not.toContain(pending.productId);
    expect(listed(await all({ status: 'pending' }, admin))).toContain(pending.productId);
  });

  it('keeps lists by status and of one’s own from whoever has no right to them', async () => {
    expect((await list({ status: 'pending' })).status).toBe(401);
    expect((await list({ status: 'pending' }, customer)).status).toBe(403);
    expect((await list({ status: 'pending' }, merchant)).status).toBe(403);
    expect((await list({ status: 'approved' })).status).toBe(200);
    expect((await list({ mine: 'true' })).status).toBe(401);
    expect((await list({ mine: 'true' }, customer)).status).toBe(403);
  });

  it('has a clear answer for what is not there', async () => {
    expect((await shop.get(newId<ProductId>())).problem?.code).toBe('not-found');
    expect((await call(shop.origin, productsApi.getProduct, { params: { productId: 'nonsense' } })).problem?.code).toBe(
      'invalid-request',
    );
  });
});

describe('categories', () => {
  it('count approved products, each in all of its categories', async () => {
    const mine = person('merchant');
    await shop.offer(mine, { categories: ['vases', 'gifts'] });
    const second = await shop.offer(mine, { categories: ['gifts'] });
    await shop.create(mine, { categories: ['gifts'] });
    const counts = async () => (await call(shop.origin, productsApi.listCategories)).body.items;
    const of = async (wanted: string) => (await counts()).find(({ category }) => category === wanted)?.count;
    expect([await of('gifts'), await of('vases')]).toEqual([2, 1]);
    const params = { productId: second.productId };
    await call(shop.origin, productsApi.endProduct, { params, identity: mine });
    expect(await of('gifts')).toBe(1);
    const names = (await counts()).map(({ category }) => category);
    expect(names).toEqual(names.toSorted());
  });
});

describe('conditional reads', () => {
  it('answer 304 until anything that shows has changed', async () => {
    const { productId } = await shop.offer(merchant);
    const first = await shop.get(productId);
    const etag = first.headers['etag'] ?? '';
    expect(etag).toBe('"2.0.0"');
    const again = await shop.get(productId, undefined, { 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, text: '' });
    await shop.review(productId, customer, 4, 'Good');
    const changed = await shop.get(productId, undefined, { 'if-none-match': etag });
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"2.0.1"' } });
  });
});

describe('resolving products for carts and orders', () => {
  it('gives name, price, status and photo of whatever state, and leaves unknown ids out', async () => {
    const draft = await shop.create(merchant, { draft: true, name: 'Draft' });
    const offered = await shop.offer(merchant, { name: 'Offered' });
    const { body: image } = await shop.upload(offered.productId, admin, await photo());
    const productIds = [draft.productId, offered.productId, newId<ProductId>()];
    const resolve = (caller: 'carts' | 'gateway') =>
      call(shop.origin, productsApi.resolveProducts, { caller, body: { productIds } });
    const { items } = (await resolve('carts')).body;
    const byName = new Map(items.map((item) => [item.name, item]));
    expect(items).toHaveLength(2);
    expect(byName.get('Draft')).toMatchObject({ status: 'draft', imageUrl: null, version: 1 });
    expect(byName.get('Offered')).toMatchObject({
      merchantId: merchant.userId,
      status: 'approved',
      price: usd(2200),
      imageUrl: image.url,
      version: 3,
    });
    expect((await resolve('gateway')).status).toBe(403);
  });
});
