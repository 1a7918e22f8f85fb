import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  PriceChanged,
  ProductChanged,
  ProductCreated,
  productsApi,
  ProductStatusChanged,
  type ProductId,
} from '@arcade/contracts';
import { call } from '@arcade/testing';
import { admin, mug, openProducts, person, photo, type ProductsUnderTest } from './products-under-test.fixture.ts';

let shop: ProductsUnderTest;
const [merchant, other, customer] = [person('merchant'), person('merchant'), person()];
beforeAll(async () => {
  shop = await openProducts();
});
afterAll(() => shop.close());

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });
const setPrice = (productId: ProductId, ifMatch: string, amount: number, identity = merchant) =>
  call(shop.origin, productsApi.changePrice, {
    params: { productId },
    identity,
    ifMatch,
    body: { price: usd(amount) },
  });
const step = (name: 'submitProduct' | 'approveProduct' | 'endProduct', productId: ProductId, identity = merchant) =>
  call(shop.origin, productsApi[name], { params: { productId }, identity });
const reject = (productId: ProductId, reason = 'The photos are too dark', identity = admin) =>
  call(shop.origin, productsApi.rejectProduct, { params: { productId }, identity, body: { reason } });

describe('creating a product', () => {
  it('waits for approval, unless it is a draft', async () => {
    const pending = await shop.create(merchant);
    expect(pending).toMatchObject({ ...mug, merchantId: merchant.userId, status: 'pending', version: 1 });
    expect(pending).toMatchObject({ rating: { average: null, count: 0 }, availability: { available: 0, asOf: null } });
    expect((await shop.create(merchant, { draft: true })).status).toBe('draft');
  });

  it('says where it is and gives the ETag that a change needs', async () => {
    const { headers, body } = await call(shop.origin, productsApi.createProduct, { identity: merchant, body: mug });
    expect(headers).toMatchObject({ location: `/products/${body.productId}`, etag: '"1.0.0"' });
    expect((await setPrice(body.productId, headers['etag'] ?? '', 5)).status).toBe(200);
  });

  it('makes one product for one key, also at the same time, and refuses the key for another', async () => {
    const create = (name: string) =>
      call(shop.origin, productsApi.createProduct, {
        identity: merchant,
        idempotencyKey: 'create-mug-1',
        body: { ...mug, name },
      });
    const first = await Promise.all([create('Once'), create('Once'), create('Once')]);
    const made = first.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThanOrEqual(1);
    expect(first.every(({ status, problem }) => status === 201 || problem?.code === 'idempotency-in-flight')).toBe(
      true,
    );
    const replay = await create('Once');
    expect(replay).toMatchObject({ status: 201, text: made[0]?.text });
    expect(replay.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: '"1.0.0"' });
    expect((await create('Twice')).problem?.code).toBe('idempotency-mismatch');
    expect(await shop.connection.collection('products').countDocuments({ name: 'Once' })).toBe(1);
  });

  it('finds the product it made when the process died before the answer was kept', async () => {
    const request = { identity: merchant, idempotencyKey: 'create-mug-2', body: { ...mug, name: 'Survivor' } };
    const first = await call(shop.origin, productsApi.createProduct, request);
    const key = { _id: `${merchant.userId}:create-mug-2` as never };
    const abandoned = { status: null, body: null, claimedUntil: new Date(0) };
    await shop.connection.collection('idempotency_keys').updateOne(key, { $set: abandoned });
    const again = await call(shop.origin, productsApi.createProduct, request);
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(await shop.published(first.body.productId, 1)).toHaveLength(1);
  });

  it('refuses customers, guests and bad input', async () => {
    const create = (body: object, identity = merchant) =>
      call(shop.origin, productsApi.createProduct, { identity, body: { ...mug, ...body } });
    expect((await create({}, customer)).status).toBe(403);
    expect((await call(shop.origin, productsApi.createProduct, { body: mug })).status).toBe(401);
    for (const wrong of [
      { price: { amount: -1, currencyCode: 'USD' } },
      { price: { amount: 1.5, currencyCode: 'USD' } },
      { categories: ['Not A Slug'] },
      { attributes: { 'a.b': 'x' } },
      { attributes: { $where: 'x' } },
      { dimensions: { width: 0, height: 1, depth: 1 } },
      { name: '   ' },
      { merchantId: other.userId },
    ]) {
      expect((await create(wrong)).status).toBe(400);
    }
  });
});

describe('changing a product', () => {
  it('needs the version that was read', async () => {
    const { productId } = await shop.create(merchant);
    const without = await call(shop.origin, productsApi.changePrice, {
      params: { productId },
      identity: merchant,
      body: { price: usd(5) },
    });
    expect(without.problem).toMatchObject({ status: 428, code: 'if-match-required' });
    expect(await setPrice(productId, '"1.0.0"', 5)).toMatchObject({ status: 200, headers: { etag: '"2.0.0"' } });
    expect((await setPrice(productId, '"1.0.0"', 6)).problem).toMatchObject({ status: 412, currentETag: '"2.0.0"' });
  });

  it('lets one of many writers with the same version win', async () => {
    const { productId } = await shop.offer(merchant);
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, n) => setPrice(productId, '"2"', 100 + n)));
    expect(outcomes.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array<number>(11).fill(412),
    ]);
    expect((await shop.get(productId)).body.version).toBe(3);
  });

  it('loses no change of writers who take whatever is there, and tells each once, in order', async () => {
    const { productId } = await shop.offer(merchant);
    const amounts = Array.from({ length: 20 }, (_, n) => 5000 + n);
    const outcomes = await Promise.all(amounts.map((amount) => setPrice(productId, '*', amount)));
    expect(outcomes.every(({ status }) => status === 200)).toBe(true);
    const { body } = await shop.get(productId);
    expect(body.version).toBe(22);
    const events = await shop.published(productId, 22);
    expect(events.map(({ data }) => data['aggregateVersion'])).toEqual(Array.from({ length: 22 }, (_, n) => n + 1));
    const prices = events
      .filter(({ topic }) => topic === PriceChanged.topic)
      .map(({ data }) => PriceChanged.data.parse(data));
    expect(prices.map(({ price }) => price.amount).toSorted((a, b) => a - b)).toEqual(amounts);
    for (const [index, { oldPrice }] of prices.entries()) {
      expect(oldPrice).toEqual(index === 0 ? mug.price : prices[index - 1]?.price);
    }
    expect(body.price).toEqual(prices.at(-1)?.price);
  });

  it('changes what it says, keeps the rest, and is silent when nothing is different', async () => {
    const { productId } = await shop.create(merchant);
    const change = (body: object) =>
      call(shop.origin, productsApi.changeProduct, { params: { productId }, identity: merchant, ifMatch: '*', body });
    const changed = await change({ name: 'Cup', attributes: { colour: 'Blue' }, dimensions: null });
    expect(changed.body).toMatchObject({ name: 'Cup', attributes: { colour: 'Blue' }, dimensions: null, version: 2 });
    expect(changed.body.description).toBe(mug.description);
    expect((await change({ name: 'Cup' })).body.version).toBe(2);
    expect((await change({ price: usd(1) })).problem?.code).toBe('unknown-field');
    expect(await shop.published(productId, 2)).toHaveLength(2);
  });

  it('is for its merchant and administrators; others find nothing', async () => {
    const { productId } = await shop.offer(merchant);
    expect((await setPrice(productId, '*', 1, other)).status).toBe(404);
    expect((await step('endProduct', productId, other)).status).toBe(404);
    expect((await setPrice(productId, '*', 1, customer)).status).toBe(403);
    expect((await setPrice(productId, '*', 77, admin)).status).toBe(200);
  });
});

describe('the way into the catalogue and out of it', () => {
  it('is followed, told and final', async () => {
    const { productId } = await shop.create(merchant, { draft: true });
    expect((await step('approveProduct', productId, admin)).problem).toMatchObject({
      status: 409,
      code: 'illegal-transition',
      allowed: ['submit', 'end'],
    });
    expect((await step('submitProduct', productId)).body.status).toBe('pending');
    const rejected = (await reject(productId)).body;
    expect(rejected).toMatchObject({ status: 'rejected', rejectionReason: 'The photos are too dark' });
    await step('submitProduct', productId);
    const approved = (await step('approveProduct', productId, admin)).body;
    expect(approved).not.toHaveProperty('rejectionReason');
    expect((await step('endProduct', productId)).body).toMatchObject({ status: 'ended', version: 6 });
    expect((await step('submitProduct', productId)).problem).toMatchObject({ code: 'illegal-transition', allowed: [] });
    expect((await setPrice(productId, '*', 1)).problem?.code).toBe('illegal-transition');
    const upload = await shop.upload(productId, merchant, await photo());
    expect(upload.problem?.code).toBe('illegal-transition');

    const events = await shop.published(productId, 6);
    const told = events.map(({ topic, data }) => [topic, data['oldStatus'], data['status'], data['reason']]);
    expect(told).toEqual([
      [ProductCreated.topic, undefined, 'draft', undefined],
      [ProductStatusChanged.topic, 'draft', 'pending', undefined],
      [ProductStatusChanged.topic, 'pending', 'rejected', 'The photos are too dark'],
      [ProductStatusChanged.topic, 'rejected', 'pending', undefined],
      [ProductStatusChanged.topic, 'pending', 'approved', undefined],
      [ProductStatusChanged.topic, 'approved', 'ended', undefined],
    ]);
  });

  it('does a repeated step once', async () => {
    const { productId } = await shop.create(merchant);
    const approvals = await Promise.all(Array.from({ length: 6 }, () => step('approveProduct', productId, admin)));
    expect(approvals.map(({ status, body }) => [status, body.version])).toEqual(
      Array.from({ length: 6 }, () => [200, 2]),
    );
  });

  it('lets either an approval or an end win, and a rejection be the administrator’s only', async () => {
    const { productId } = await shop.create(merchant);
    const outcomes = await Promise.all([step('approveProduct', productId, admin), step('endProduct', productId)]);
    expect(outcomes[1]?.status).toBe(200);
    expect((await shop.get(productId, merchant)).body.status).toBe('ended');
    expect((await reject(productId, 'because', merchant)).status).toBe(403);
  });
});

describe('the log of events', () => {
  it('keeps all of them for consumers who missed some, and only for those who may', async () => {
    const { productId } = await shop.offer(merchant);
    await shop.upload(productId, admin, await photo());
    await shop.published(productId, 3);
    const read = (caller: 'carts' | 'payments') =>
      call(shop.origin, productsApi.readProductEvents, { caller, query: { limit: 500 } });
    const { items, lastSeq } = (await read('carts')).body;
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, n) => n + 1));
    const mine = items.filter(({ data }) => data['aggregateId'] === productId);
    expect(mine.map(({ topic }) => topic)).toEqual([
      ProductCreated.topic,
      ProductStatusChanged.topic,
      ProductChanged.topic,
    ]);
    expect((await read('payments')).status).toBe(403);
    expect(await shop.connection.collection('products').countDocuments({ 'pendingEvents.0': { $exists: true } })).toBe(
      0,
    );
  });
});
