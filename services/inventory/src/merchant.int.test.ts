import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryApi, type Role, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually, type CallInput } from '@arcade/testing';
import {
  newCart,
  newOrder,
  openInventory,
  some,
  type InventoryUnderTest,
  type TestProduct,
} from './inventory-under-test.contract.ts';

let shop: InventoryUnderTest;
beforeAll(async () => {
  shop = await openInventory();
});
afterAll(async () => {
  expect(await shop.violations()).toEqual([]);
  await shop.close();
});

type Given = Pick<CallInput<typeof inventoryApi.updateInventory>, 'ifMatch' | 'idempotencyKey'>;
const merchantOf = ({ merchantId }: TestProduct) => ({ userId: merchantId, roles: ['merchant'] as Role[] });
const stranger = () => ({ userId: newId<UserId>(), roles: ['merchant'] as Role[] });
const admin = () => ({ userId: newId<UserId>(), roles: ['admin'] as Role[] });

const update = (product: TestProduct, quantityAvailable: number, given: Given = {}, identity = merchantOf(product)) =>
  call(shop.origin, inventoryApi.updateInventory, {
    identity,
    params: { productId: product.productId },
    body: { quantityAvailable, note: 'counted' },
    ...given,
  });
const byHand = (product: TestProduct, quantity: number, idempotencyKey = newId(), identity = merchantOf(product)) =>
  call(shop.origin, inventoryApi.reserveInventory, {
    identity,
    idempotencyKey,
    params: { productId: product.productId },
    body: { quantity, minutes: 10 },
  });
const release = (reservationId: string, identity: ReturnType<typeof admin>) =>
  call(shop.origin, inventoryApi.releaseReservation, { identity, params: { reservationId } });
const ledger = (
  product: TestProduct,
  query: { cursor?: string; limit?: number } = {},
  identity = merchantOf(product),
) => call(shop.origin, inventoryApi.readLedger, { identity, params: { productId: product.productId }, query });
const reservations = (product: TestProduct, query: { cursor?: string; limit?: number } = {}) =>
  call(shop.origin, inventoryApi.listReservations, {
    identity: merchantOf(product),
    params: { productId: product.productId },
    query,
  });
const read = (product: TestProduct, headers: Record<string, string> = {}) =>
  call(shop.origin, inventoryApi.getInventory, { params: { productId: product.productId }, headers });

describe('a product', () => {
  it('has a row with nothing on hand once inventory has heard of it, and only one', async () => {
    const product = await shop.product(0);
    await shop.register(product);
    await shop.register(product, 2);
    expect((await read(product)).body).toMatchObject({ quantityAvailable: 0, quantityReserved: 0, version: 1 });
  });

  it('that nobody has told of does not exist', async () => {
    const unknown = { productId: newId(), merchantId: newId() } as unknown as TestProduct;
    expect(await read(unknown)).toMatchObject({ status: 404, problem: { code: 'not-found' } });
  });

  it('goes to another merchant by a newer event, and not back by an older one', async () => {
    const product = await shop.product(3);
    const next = { ...product, merchantId: newId<UserId>() };
    await shop.register(next, 5);
    await shop.register(product, 4);
    expect((await update(product, 9, { ifMatch: '*' })).status).toBe(404);
    expect((await update(next, 9, { ifMatch: '*' })).status).toBe(200);
  });

  it('is read by anybody, with an ETag that changes whenever the answer does', async () => {
    const product = await shop.product(5);
    const first = await read(product);
    expect(first.headers['etag']).toBe(`"${first.body.version}"`);
    const cached = await read(product, { 'if-none-match': first.headers['etag'] ?? '' });
    expect(cached.status).toBe(304);
    const cartId = newCart();
    await shop.hold(cartId, [some(product, 1)], 1, 60);
    const second = await read(product, { 'if-none-match': first.headers['etag'] ?? '' });
    expect(second).toMatchObject({ status: 200, body: { quantityReserved: 1 } });
    await shop.age(`cart_id = '${cartId}'`, 61);
    const third = await read(product, { 'if-none-match': second.headers['etag'] ?? '' });
    expect(third).toMatchObject({ status: 200, body: { quantityReserved: 0, version: second.body.version } });
  });
});

describe('setting the units on hand', () => {
  it('needs If-Match and tells the current ETag when it is stale', async () => {
    const product = await shop.product(5);
    const etag = (await read(product)).headers['etag'] ?? '';
    expect(await update(product, 6)).toMatchObject({ status: 428 });
    const changed = await update(product, 6, { ifMatch: etag });
    expect(changed).toMatchObject({ status: 200, body: { quantityAvailable: 6 } });
    expect(await update(product, 7, { ifMatch: etag })).toMatchObject({
      status: 412,
      problem: { code: 'etag-mismatch', currentETag: changed.headers['etag'] },
    });
  });

  it('lets one of many who saw the same state win', async () => {
    const product = await shop.product(5);
    const ifMatch = (await read(product)).headers['etag'] ?? '';
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => update(product, 10 + index, { ifMatch })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(412)]);
  });

  it('below what is held is refused with what is held', async () => {
    const product = await shop.product(5);
    await shop.hold(newCart(), [some(product, 3)]);
    expect(await update(product, 2, { ifMatch: '*' })).toMatchObject({
      status: 409,
      problem: { code: 'stock-below-reserved', reserved: 3 },
    });
    expect((await update(product, 3, { ifMatch: '*' })).body).toMatchObject({ quantitySellable: 0 });
  });

  it('takes effect once under one key, also when the answer was lost', async () => {
    const product = await shop.product(5);
    const ifMatch = (await read(product)).headers['etag'] ?? '';
    const idempotencyKey = newId();
    const first = await update(product, 8, { ifMatch, idempotencyKey });
    const replayed = await update(product, 8, { ifMatch, idempotencyKey });
    expect(replayed.text).toBe(first.text);
    expect(replayed.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers['etag'] });
    // The process died after its transaction and before it stored the answer.
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${idempotencyKey}'`);
    expect(await update(product, 8, { ifMatch, idempotencyKey })).toMatchObject({ status: 200, text: first.text });
    expect(await update(product, 9, { ifMatch, idempotencyKey })).toMatchObject({
      problem: { code: 'idempotency-mismatch' },
    });
    expect((await ledger(product)).body.items).toHaveLength(2);
  });

  it.each([
    ['the ETag of its day', undefined, 0],
    ['any ETag', '*', 3],
  ])('happens anew under a key of long ago, with %s', async (_, anyState, days) => {
    const product = await shop.product(5);
    const idempotencyKey = newId();
    const ifMatch = async () => anyState ?? (await read(product)).headers['etag'] ?? '';
    await update(product, 10, { ifMatch: await ifMatch(), idempotencyKey });
    await update(product, 8, { ifMatch: await ifMatch(), idempotencyKey: newId() });
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${idempotencyKey}'`);
    await shop.query(`UPDATE stock_ledger SET at = at - INTERVAL ${days} DAY`);
    const again = { ifMatch: await ifMatch(), idempotencyKey };
    expect((await update(product, 10, again)).body).toMatchObject({ quantityAvailable: 10 });
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 10 });
  });

  it('is for its merchant and for admins', async () => {
    const product = await shop.product(5);
    expect((await update(product, 6, { ifMatch: '*' }, stranger())).status).toBe(404);
    expect((await update(product, 6, { ifMatch: '*' }, admin())).status).toBe(200);
    const customer = { userId: product.merchantId, roles: ['customer'] as Role[] };
    expect((await update(product, 7, { ifMatch: '*' }, customer)).status).toBe(403);
  });

  it('refuses what makes no sense', async () => {
    const product = await shop.product(5);
    expect(await update(product, -1, { ifMatch: '*' })).toMatchObject({ status: 400 });
    expect(await update(product, 1.5, { ifMatch: '*' })).toMatchObject({ status: 400 });
  });
});

describe('holding units by hand', () => {
  it('answers with the reservation, once for each key', async () => {
    const product = await shop.product(5);
    const key = newId();
    const first = await byHand(product, 2, key);
    expect(first).toMatchObject({
      status: 201,
      body: { quantityReserved: 2, status: 'ACTIVE', orderId: null, cartId: null, productId: product.productId },
    });
    expect((await byHand(product, 2, key)).text).toBe(first.text);
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    expect((await byHand(product, 2, key)).text).toBe(first.text);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 2 });
  });

  it('holds anew what another request asks for under a key of long ago', async () => {
    const a = await shop.product(5);
    const b = await shop.product(5, a.merchantId);
    const key = newId();
    await byHand(a, 2, key);
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    expect(await byHand(b, 3, key)).toMatchObject({ status: 201, body: { quantityReserved: 3 } });
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    expect(await byHand(a, 1, key)).toMatchObject({ status: 201, body: { quantityReserved: 1 } });
    expect(await shop.stock(a)).toMatchObject({ quantityReserved: 3 });
  });

  it('needs a key, enough stock and one’s own product', async () => {
    const product = await shop.product(5);
    expect(await byHand(product, 6)).toMatchObject({
      status: 409,
      problem: { code: 'insufficient-stock', available: 5 },
    });
    expect(await byHand(product, 1, newId(), stranger())).toMatchObject({ status: 404 });
    const missing = await call(shop.origin, inventoryApi.reserveInventory, {
      identity: merchantOf(product),
      params: { productId: product.productId },
      body: { quantity: 1 },
    });
    expect(missing).toMatchObject({ status: 400, problem: { code: 'idempotency-key-required' } });
  });

  it('ends when it is given back, once', async () => {
    const product = await shop.product(5);
    const { reservationId } = (await byHand(product, 2)).body;
    expect((await release(reservationId, stranger())).status).toBe(404);
    for (let again = 0; again < 2; again++) {
      const released = await release(reservationId, merchantOf(product));
      expect(released).toMatchObject({ status: 200, body: { status: 'RELEASED' } });
    }
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 0 });
    const topics = (await shop.events(reservationId)).map(({ topic, version }) => `${topic} ${version}`);
    expect(topics).toEqual(['reservation-released 2']);
  });

  it('cannot give back what an order holds', async () => {
    const product = await shop.product(5);
    await shop.reserve(newOrder(), [some(product, 1)]);
    const [held] = (await reservations(product)).body.items;
    expect(await release(held?.reservationId ?? '', merchantOf(product))).toMatchObject({
      status: 409,
      problem: { code: 'illegal-transition' },
    });
  });
});

describe('lists', () => {
  it('show living reservations, page by page, those that end first first', async () => {
    const product = await shop.product(50);
    const [cartId, orderId, gone] = [newCart(), newOrder(), newCart()];
    await shop.hold(cartId, [some(product, 1)], 1, 3000);
    await shop.reserve(orderId, [some(product, 2)]);
    await shop.hold(gone, [some(product, 3)], 1, 60);
    await shop.age(`cart_id = '${gone}'`, 61);
    for (let count = 0; count < 5; count++) await byHand(product, 1);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await reservations(product, cursor === undefined ? { limit: 3 } : { limit: 3, cursor });
      seen.push(...body.items.map((item) => item.orderId ?? item.cartId ?? 'by hand'));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([...Array<string>(5).fill('by hand'), orderId, cartId]);
  });

  it('show the ledger, newest first, page by page', async () => {
    const product = await shop.product(5);
    const orderId = newOrder();
    await shop.reserve(orderId, [some(product, 2)]);
    await shop.commit(orderId);
    await shop.release(orderId, 'changed my mind');
    await update(product, 9, { ifMatch: '*' });
    const first = (await ledger(product, { limit: 3 })).body;
    expect(first.items.map(({ delta, reason }) => [delta, reason])).toEqual([
      [4, 'adjusted'],
      [2, 'restocked'],
      [-2, 'committed'],
    ]);
    expect(first.items[0]).toMatchObject({ actor: product.merchantId, note: 'counted' });
    const last = (await ledger(product, { limit: 3, cursor: first.nextCursor ?? '' })).body;
    expect(last.items.map(({ delta, reason }) => [delta, reason])).toEqual([[5, 'initial']]);
    expect(last.nextCursor).toBeUndefined();
  });

  it('are for the merchant of the product, and refuse cursors that are not theirs', async () => {
    const product = await shop.product(5);
    expect((await ledger(product, {}, stranger())).status).toBe(404);
    expect(await ledger(product, { cursor: 'nonsense' })).toMatchObject({ problem: { code: 'invalid-cursor' } });
    expect(await reservations(product, { cursor: 'bm9uc2Vuc2U' })).toMatchObject({
      problem: { code: 'invalid-cursor' },
    });
  });
});

it('changes of stock are announced with the newest version, however many there were, and never twice by two replicas', async () => {
  const quiet = await openInventory({ background: true, settings: { ANNOUNCE_DELAY_MS: '2' } });
  const replica = await quiet.replica();
  const product = await quiet.product(100);
  for (let count = 0; count < 30; count++) await quiet.reserve(newOrder(), [some(product, 1)]);
  const { version } = await quiet.stock(product);
  const told = await eventually(async () => {
    const events = await quiet.events(product.productId);
    return events.at(-1)?.version === version ? events : undefined;
  });
  expect(told.at(-1)).toMatchObject({ topic: 'stock-changed', data: { quantityReserved: 30, quantitySellable: 70 } });
  const versions = told.map((event) => event.version);
  expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
  await eventually(async () => {
    const unsent = await quiet.query(`SELECT 1 FROM outbox WHERE sent_at IS NULL`);
    return unsent.length === 0;
  });
  expect(quiet.dapr.published.length).toBeGreaterThan(0);
  expect(await quiet.violations()).toEqual([]);
  await replica.stop();
  await quiet.close();
});
