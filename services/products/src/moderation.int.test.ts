import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productsApi, type ProductId, type ReviewId } from '@arcade/contracts';
import { call } from '@arcade/testing';
import { admin, openProducts, person, type Person, type ProductsUnderTest } from './products-under-test.fixture.ts';

let shop: ProductsUnderTest;
let careful: ProductsUnderTest;
const merchant = person('merchant');
beforeAll(async () => {
  shop = await openProducts({ settings: { REPORTS_PER_DAY: '3' } });
  careful = await openProducts({ settings: { REVIEWS: 'moderate' } });
});
afterAll(async () => {
  await shop.close();
  await careful.close();
});

interface Where {
  readonly productId: ProductId;
  readonly reviewId: ReviewId;
}
const mine = async (productId: ProductId, identity: Person, at = shop) =>
  (await call(at.origin, productsApi.getMyReview, { params: { productId }, identity })).body;
const remove = (params: Where, identity: Person) => call(shop.origin, productsApi.deleteReview, { params, identity });
const report = (params: Where, identity: Person, note = '') =>
  call(shop.origin, productsApi.reportReview, { params, identity, body: { reason: 'offensive', note } });
const show = (params: Where, version: number, at = shop, identity = admin) =>
  call(at.origin, productsApi.showReview, { params, identity, ifMatch: `"${version}"` });
const hide = (params: Where, version: number, identity = admin) =>
  call(shop.origin, productsApi.hideReview, { params, identity, ifMatch: `"${version}"`, body: { reason: 'Rude' } });
const inState = async (state: 'pending' | 'reported' | 'hidden', at = shop) =>
  (await call(at.origin, productsApi.listReviewsByState, { identity: admin, query: { state, limit: 100 } })).body.items;
const listed = async (productId: ProductId, at = shop) =>
  (await call(at.origin, productsApi.listReviews, { params: { productId } })).body.items;

/** A product with a review of 1 and one of 5 stars; the worse one is somebody's whom tests are about. */
async function reviewed() {
  const { productId } = await shop.offer(merchant);
  const author = person();
  await shop.review(productId, person(), 5, 'Lovely');
  const { body } = await shop.review(productId, author, 1, 'Rubbish, like its maker');
  return { productId, author, review: { productId, reviewId: body.reviewId } };
}
const ratingOf = async (productId: ProductId, at = shop) => (await at.get(productId)).body.rating;

describe('who has bought a product', () => {
  it('may review it, and others learn why not', async () => {
    const { productId } = await shop.offer(merchant);
    const ada = person();
    expect(await mine(productId, ada)).toEqual({ mayReview: false, reason: 'purchase-required', review: null });
    expect((await shop.write(productId, ada, 5)).problem).toMatchObject({ status: 403, code: 'purchase-required' });
    await shop.buy(productId, ada);
    expect(await mine(productId, ada)).toEqual({ mayReview: true, reason: null, review: null });
    const written = await shop.write(productId, ada, 5, 'Good');
    expect(written).toMatchObject({ status: 201, body: { verifiedPurchase: true, status: 'published' } });
    expect((await mine(productId, ada)).review).toEqual(written.body);
    expect((await shop.get(productId)).body.reviews).toMatchObject([{ verifiedPurchase: true }]);
    expect(await mine(productId, merchant)).toMatchObject({ mayReview: false, reason: 'own-product' });
  });

  it('has bought this product only, and has not any more when the order is cancelled', async () => {
    const [first, second] = [await shop.offer(merchant), await shop.offer(merchant)];
    const ada = person();
    await shop.buy(first.productId, ada);
    expect((await mine(second.productId, ada)).mayReview).toBe(false);
    await shop.write(first.productId, ada, 4);
    await shop.cancel(first.productId, ada);
    expect((await listed(first.productId)).map(({ verifiedPurchase }) => verifiedPurchase)).toEqual([false]);
    expect((await shop.get(first.productId)).body.reviews).toMatchObject([{ verifiedPurchase: false }]);
    // Events come in any order: the cancellation is the newer one.
    await shop.buy(first.productId, ada);
    expect((await listed(first.productId)).map(({ verifiedPurchase }) => verifiedPurchase)).toEqual([false]);
    const ben = person();
    await shop.cancel(first.productId, ben, 5);
    await shop.buy(first.productId, ben, 3);
    expect((await mine(first.productId, ben)).mayReview).toBe(false);
  });

  it('is known of a review from before it was asked', async () => {
    const { productId } = await shop.offer(merchant);
    const ada = person();
    const { body } = await shop.review(productId, ada, 3, 'Old');
    const older = { verifiedPurchase: 1, status: 1, hiddenReason: 1, version: 1, openReports: 1 } as const;
    await shop.connection.collection('reviews').updateOne({ _id: body.reviewId as never }, { $unset: older });
    expect(await listed(productId)).toMatchObject([{ comments: 'Old', verifiedPurchase: false }]);
    await shop.buy(productId, ada, 9);
    expect(await listed(productId)).toMatchObject([{ comments: 'Old', verifiedPurchase: true }]);
    await shop.review(productId, person(), 5);
    expect(await ratingOf(productId)).toEqual({ average: 4, count: 2 });
  });
});

describe('the author of a review', () => {
  it('deletes it: it counts no more, and another may be written', async () => {
    const { productId, author, review } = await reviewed();
    for (const stranger of [person(), merchant, admin]) expect((await remove(review, stranger)).status).toBe(404);
    expect((await remove(review, author)).status).toBe(204);
    expect(await ratingOf(productId)).toEqual({ average: 5, count: 1 });
    expect((await listed(productId)).map(({ rating }) => rating)).toEqual([5]);
    expect((await remove(review, author)).status).toBe(404);
    expect(await mine(productId, author)).toEqual({ mayReview: true, reason: null, review: null });
    expect((await shop.write(productId, author, 3)).status).toBe(201);
    expect(await ratingOf(productId)).toEqual({ average: 4, count: 2 });
  });

  it('learns why it was hidden, and a change of it waits for an administrator', async () => {
    const { productId, author, review } = await reviewed();
    await hide(review, 1);
    expect((await mine(productId, author)).review).toMatchObject({ status: 'hidden', hiddenReason: 'Rude' });
    const changed = await shop.write(productId, author, 2, 'Not for me');
    expect(changed.body).toMatchObject({ status: 'pending' });
    expect(changed.body).not.toHaveProperty('hiddenReason');
    expect(await ratingOf(productId)).toEqual({ average: 5, count: 1 });
    expect(await inState('pending')).toContainEqual(expect.objectContaining({ reviewId: review.reviewId, version: 2 }));
    await show(review, 2);
    expect(await ratingOf(productId)).toEqual({ average: 3.5, count: 2 });
  });
});

describe('a report', () => {
  it('brings a review before an administrator, once for each person, and hides nothing by itself', async () => {
    const { productId, review } = await reviewed();
    const [first, second] = [person(), person()];
    for (const reader of [first, first, second]) expect((await report(review, reader, 'Look')).status).toBe(202);
    expect(await listed(productId)).toHaveLength(2);
    const found = (await inState('reported')).find(({ reviewId }) => reviewId === review.reviewId);
    expect(found).toMatchObject({ openReports: 2, reports: [{ reason: 'offensive', note: 'Look' }, {}], version: 1 });
    const hidden = await hide(review, 1);
    expect(hidden.body).toMatchObject({ status: 'hidden', hiddenReason: 'Rude', openReports: 0 });
    expect(await ratingOf(productId)).toEqual({ average: 5, count: 1 });
    expect((await shop.get(productId)).body.reviews.map(({ rating }) => rating)).toEqual([5]);
    expect((await report(review, person())).status).toBe(404);
  });

  it('is answered by an administrator: the same people cannot bring it up again until it says something else', async () => {
    const { productId, author, review } = await reviewed();
    const reader = person();
    const isReported = async () => (await inState('reported')).some(({ reviewId }) => reviewId === review.reviewId);
    await report(review, reader);
    await show(review, 1);
    await report(review, reader);
    expect(await isReported()).toBe(false);
    await shop.write(productId, author, 1, 'Something else');
    await report(review, reader);
    expect(await isReported()).toBe(true);
    // A change is no way around the administrator.
    expect((await shop.write(productId, author, 1, 'And again')).body.status).toBe('pending');
  });

  it('is for reviews of others, and only so many a day', async () => {
    const { author, review } = await reviewed();
    expect((await report(review, author)).problem?.code).toBe('forbidden');
    expect(
      (await call(shop.origin, productsApi.reportReview, { params: review, body: { reason: 'spam' } })).status,
    ).toBe(401);
    const elsewhere = { ...review, productId: (await shop.offer(merchant)).productId };
    expect((await report(elsewhere, person())).status).toBe(404);
    const zealous = person();
    for (let n = 0; n < 3; n++) expect((await report((await reviewed()).review, zealous)).status).toBe(202);
    expect((await report(review, zealous)).problem).toMatchObject({ status: 429, code: 'rate-limited' });
  });
});

describe('an administrator', () => {
  it('decides about what they have read', async () => {
    const { productId, author, review } = await reviewed();
    await shop.write(productId, author, 2, 'Better words');
    expect((await hide(review, 1)).problem).toMatchObject({ status: 412, currentETag: '"2"' });
    expect((await show(review, 1)).status).toBe(412);
    expect((await hide(review, 2)).status).toBe(200);
    expect((await hide(review, 2)).status).toBe(200);
    expect(await inState('hidden')).toContainEqual(expect.objectContaining({ reviewId: review.reviewId }));
    expect((await show(review, 2)).body.status).toBe('published');
    expect(await ratingOf(productId)).toEqual({ average: 3.5, count: 2 });
  });

  it('is who decides, and finds nothing where there is nothing', async () => {
    const { review } = await reviewed();
    for (const who of [merchant, person()]) {
      expect((await hide(review, 1, who)).status).toBe(403);
      expect((await show(review, 1, shop, who)).status).toBe(403);
    }
    const elsewhere = { ...review, productId: (await shop.offer(merchant)).productId };
    expect((await hide(elsewhere, 1)).status).toBe(404);
  });

  it('approves every review where the shop wants it so', async () => {
    const { productId } = await careful.offer(merchant);
    const ada = person();
    const { body } = await careful.review(productId, ada, 4, 'Good');
    expect(body.status).toBe('pending');
    expect([await listed(productId, careful), await ratingOf(productId, careful)]).toEqual([
      [],
      { average: null, count: 0 },
    ]);
    expect((await mine(productId, ada, careful)).review?.status).toBe('pending');
    await show({ productId, reviewId: body.reviewId }, 1, careful);
    expect(await ratingOf(productId, careful)).toEqual({ average: 4, count: 1 });
  });
});

describe('the rating', () => {
  it('stays exact when reviews are written, deleted, hidden and shown at once', async () => {
    const { productId } = await shop.offer(merchant);
    const people = Array.from({ length: 6 }, () => person());
    const written = await Promise.all(people.map((who, n) => shop.review(productId, who, 1 + (n % 5))));
    const at = (n: number): Where => ({ productId, reviewId: written[n]?.body.reviewId as ReviewId });
    await Promise.all([
      hide(at(0), 1),
      hide(at(1), 1),
      remove(at(2), people[2] ?? admin),
      shop.write(productId, people[3] ?? admin, 5, 'Changed'),
      shop.review(productId, person(), 2),
      shop.review(productId, person(), 3),
    ]);
    await show(at(0), 1);
    const items = await listed(productId);
    const sum = items.reduce((total, { rating }) => total + rating, 0);
    expect(await ratingOf(productId)).toEqual({ average: sum / items.length, count: items.length });
    expect(items).toHaveLength(6);
    expect((await shop.get(productId)).body.reviews).toEqual(items);
  });
});
