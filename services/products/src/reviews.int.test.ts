import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productsApi, StockChanged, UserChanged, UserRegistered, type ProductId } from '@arcade/contracts';
import { call, deliver } from '@arcade/testing';
import { openProducts, person, type Person, type ProductsUnderTest } from './products-under-test.fixture.ts';

let shop: ProductsUnderTest;
const merchant = person('merchant');
beforeAll(async () => {
  shop = await openProducts();
});
afterAll(() => shop.close());

const stock = (productId: ProductId, version: number, quantitySellable: number) =>
  shop.receive(StockChanged, productId, version, {
    productId,
    quantityAvailable: quantitySellable + 1,
    quantityReserved: 1,
    quantitySellable,
  });
const register = ({ userId, roles }: Person, firstName: string, lastName: string) =>
  shop.receive(UserRegistered, userId, 1, { userId, email: 'a@b.example', firstName, lastName, roles });
const rename = ({ userId, roles }: Person, version: number, firstName: string, lastName: string) =>
  shop.receive(UserChanged, userId, version, {
    userId,
    email: 'a@b.example',
    firstName,
    lastName,
    roles,
    emailVerified: true,
    disabled: false,
  });
const listed = (productId: ProductId, query = {}) =>
  call(shop.origin, productsApi.listReviews, { params: { productId }, query });

describe('reviews', () => {
  it('show on the product with an exact average', async () => {
    const { productId } = await shop.offer(merchant);
    for (const rating of [5, 4, 4]) expect((await shop.review(productId, person(), rating)).status).toBe(201);
    const { body } = await shop.get(productId);
    expect(body.rating).toEqual({ average: 13 / 3, count: 3 });
    expect(body.reviews.map(({ rating }) => rating)).toEqual([4, 4, 5]);
    expect(body.version).toBe(2);
  });

  it('are one for each customer: a second takes the place of the first', async () => {
    const { productId } = await shop.offer(merchant);
    const ada = person();
    const first = (await shop.review(productId, ada, 2, 'Meh')).body;
    await shop.review(productId, person(), 5);
    const second = (await shop.review(productId, ada, 4, 'It grew on me')).body;
    expect(second.reviewId).toBe(first.reviewId);
    const { body } = await shop.get(productId);
    expect(body.rating).toEqual({ average: 4.5, count: 2 });
    expect(second).toMatchObject(body.reviews[0] ?? {});
    expect(body.reviews[0]?.rating).toBe(4);
    expect((await listed(productId)).body.items).toEqual(body.reviews);
  });

  it('stay exact when many customers, and one many times, review at once', async () => {
    const { productId } = await shop.offer(merchant);
    const people = Array.from({ length: 14 }, () => person());
    const restless = person();
    const written = [
      ...people.map((reviewer, index) => shop.review(productId, reviewer, 1 + (index % 5))),
      ...[1, 2, 3, 4, 5].map((rating) => shop.review(productId, restless, rating)),
    ];
    expect((await Promise.all(written)).every(({ status }) => status === 201)).toBe(true);
    const { items } = (await listed(productId, { limit: 100 })).body;
    expect(items).toHaveLength(15);
    const sum = items.reduce((total, { rating }) => total + rating, 0);
    const { body } = await shop.get(productId);
    expect(body.rating).toEqual({ average: sum / 15, count: 15 });
    expect(body.reviews).toEqual(items.slice(0, 10));
  });

  it('come in pages, newest first', async () => {
    const { productId } = await shop.offer(merchant);
    for (const rating of [1, 2, 3, 4, 5]) await shop.review(productId, person(), rating);
    const first = (await listed(productId, { limit: 3 })).body;
    const second = (await listed(productId, { limit: 3, cursor: first.nextCursor })).body;
    expect([...first.items, ...second.items].map(({ rating }) => rating)).toEqual([5, 4, 3, 2, 1]);
    expect(second).not.toHaveProperty('nextCursor');
    expect((await listed(productId, { cursor: 'zzz' })).problem?.code).toBe('invalid-cursor');
  });

  it('are for customers, about products in the catalogue, not about one’s own', async () => {
    const hidden = await shop.create(merchant);
    const { productId } = await shop.offer(merchant);
    expect((await shop.review(hidden.productId, person(), 5)).status).toBe(404);
    expect((await shop.review(hidden.productId, person('admin'), 5)).status).toBe(404);
    expect((await shop.review(productId, merchant, 5)).status).toBe(403);
    const anonymous = { params: { productId }, body: { rating: 5, comments: '' } };
    expect((await call(shop.origin, productsApi.reviewProduct, anonymous)).status).toBe(401);
    for (const rating of [0, 6, 2.5]) expect((await shop.review(productId, person(), rating)).status).toBe(400);
    expect((await listed(hidden.productId)).status).toBe(404);
  });
});

describe('names of authors', () => {
  it('follow the account, whether its event comes before or after the review', async () => {
    const { productId } = await shop.offer(merchant);
    const [early, late] = [person(), person()];
    await register(early, 'Ada', 'Moreau');
    await shop.review(productId, early, 5);
    await shop.review(productId, late, 4);
    const authors = async () => (await shop.get(productId)).body.reviews.map(({ authorName }) => authorName);
    expect(await authors()).toEqual(['A customer', 'Ada M.']);
    const etag = (await shop.get(productId)).headers['etag'];
    await register(late, 'Ben', 'Okafor');
    expect(await authors()).toEqual(['Ben O.', 'Ada M.']);
    expect((await shop.get(productId)).headers['etag']).not.toBe(etag);
    expect((await listed(productId)).body.items.map(({ authorName }) => authorName)).toEqual(['Ben O.', 'Ada M.']);
    await rename(early, 3, 'Ada', 'Lindt');
    await rename(early, 2, 'Old', 'Name');
    expect(await authors()).toEqual(['Ben O.', 'Ada L.']);
  });

  it('are right when review and registration meet', async () => {
    const { productId } = await shop.offer(merchant);
    const people = Array.from({ length: 8 }, () => person());
    await Promise.all(
      people.flatMap((reviewer, index) => [
        shop.review(productId, reviewer, 5),
        register(reviewer, `P${index}`, 'X').catch(() => register(reviewer, `P${index}`, 'X')),
      ]),
    );
    const names = (await listed(productId)).body.items.map(({ authorName }) => authorName).toSorted();
    expect(names).toEqual(people.map((_, index) => `P${index} X.`));
  });
});

describe('availability', () => {
  it('follows the stock; older news and repeated news change nothing', async () => {
    const { productId } = await shop.offer(merchant);
    const available = async () => (await shop.get(productId)).body.availability;
    const { data } = (await stock(productId, 1, 7)).event;
    expect(await available()).toEqual({ available: 7, asOf: (data as { occurredAt: string }).occurredAt });
    const third = await stock(productId, 3, 5);
    await stock(productId, 2, 9);
    expect((await available()).available).toBe(5);
    await stock(productId, 4, 0);
    expect(await deliver(shop.origin, third)).toMatchObject({ outcome: 'SUCCESS' });
    expect((await available()).available).toBe(0);
    expect((await shop.get(productId)).headers['etag']).toBe('"2.4.0"');
  });

  it('changes neither version nor what a merchant may write', async () => {
    const { productId, version } = await shop.offer(merchant);
    const { headers } = await shop.get(productId);
    await stock(productId, 1, 3);
    const changed = await call(shop.origin, productsApi.changePrice, {
      params: { productId },
      identity: merchant,
      ifMatch: headers['etag'] ?? '',
      body: { price: { amount: 900, currencyCode: 'USD' } },
    });
    expect(changed.body).toMatchObject({ version: version + 1, availability: { available: 3 } });
  });

  it('is not lost under price changes and reviews at the same time', async () => {
    const { productId } = await shop.offer(merchant);
    const price = (amount: number) =>
      call(shop.origin, productsApi.changePrice, {
        params: { productId },
        identity: merchant,
        ifMatch: '*',
        body: { price: { amount, currencyCode: 'USD' } },
      });
    const numbers = [1, 2, 3, 4, 5, 6];
    await Promise.all([
      ...numbers.map((n) => stock(productId, n, 10 * n).catch(() => stock(productId, n, 10 * n))),
      ...numbers.map((n) => price(100 + n)),
      ...numbers.map((n) => shop.review(productId, person(), 1 + (n % 5))),
    ]);
    const { body } = await shop.get(productId);
    expect(body.availability.available).toBe(60);
    expect(body.version).toBe(8);
    expect(body.rating.count).toBe(6);
  });
});
