import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProductChanged, productsApi, type EndpointInput, type ProductId } from '@arcade/contracts';
import { call } from '@arcade/testing';
import {
  admin,
  mug,
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

type Wanted = NonNullable<EndpointInput<typeof productsApi.changeProduct>['body']>;
const change = (productId: ProductId, body: Wanted, identity: Person = merchant, ifMatch = '*') =>
  call(shop.origin, productsApi.changeProduct, { params: { productId }, identity, ifMatch, body });
const revision = (productId: ProductId, identity: Person = admin) =>
  call(shop.origin, productsApi.getRevision, { params: { productId }, identity });
const approve = (productId: ProductId, ifMatch: string, identity: Person = admin) =>
  call(shop.origin, productsApi.approveRevision, { params: { productId }, identity, ifMatch });
const reject = (productId: ProductId, ifMatch: string, identity: Person = admin) =>
  call(shop.origin, productsApi.rejectRevision, {
    params: { productId },
    identity,
    ifMatch,
    body: { reason: 'Please keep the name' },
  });
const discard = (productId: ProductId, ifMatch: string, identity: Person = merchant) =>
  call(shop.origin, productsApi.discardRevision, { params: { productId }, identity, ifMatch });
const etagOf = async (productId: ProductId) => (await revision(productId)).headers['etag'] ?? '';

describe('a change of a product in the catalogue', () => {
  it('waits for approval, while shoppers see what was approved and price goes through', async () => {
    const { productId } = await shop.offer(merchant);
    const before = await shop.get(productId);
    const proposed = await change(productId, { name: 'Cup', attributes: { colour: 'Red' } });
    expect(proposed.body).toMatchObject({ name: mug.name, status: 'approved', version: 2 });
    expect(proposed.body.revision).toMatchObject({ number: 1, status: 'pending' });
    expect(proposed.headers['etag']).toBe('"2.0.0.1"');
    const shoppers = await shop.get(productId);
    expect([shoppers.text, shoppers.headers['etag']]).toEqual([before.text, before.headers['etag']]);
    expect((await shop.get(productId, customer)).body).not.toHaveProperty('revision');
    expect((await shop.get(productId, other)).body).not.toHaveProperty('revision');
    const cheaper = await call(shop.origin, productsApi.changePrice, {
      params: { productId },
      identity: merchant,
      ifMatch: proposed.headers['etag'] ?? '',
      body: { price: { amount: 1, currencyCode: 'USD' } },
    });
    expect(cheaper.body).toMatchObject({ price: { amount: 1 }, name: mug.name, revision: { number: 1 } });
    expect((await shop.get(productId)).body.price.amount).toBe(1);
  });

  it('is shown to whoever decides, old beside new, and becomes the product', async () => {
    const { productId } = await shop.create(merchant);
    const { body: first } = await shop.upload(productId, merchant, await photo(), 'front');
    await shop.approve(productId);
    const { body: added } = await shop.upload(productId, merchant, await photo(), 'back');
    await call(shop.origin, productsApi.removeImage, {
      params: { productId, imageId: first.imageId },
      identity: merchant,
    });
    await change(productId, { name: 'Cup', description: '', dimensions: null });
    const { body, headers } = await revision(productId);
    expect(body).toMatchObject({
      status: 'pending',
      changes: {
        name: { old: mug.name, new: 'Cup' },
        description: { old: 'Blue', new: '' },
        dimensions: { old: mug.dimensions, new: null },
      },
      imagesAdded: [{ imageId: added.imageId, label: 'back' }],
      imagesRemoved: [{ imageId: first.imageId, label: 'front' }],
    });
    expect(Object.keys(body.changes)).toEqual(['name', 'description', 'dimensions']);
    expect((await revision(productId, merchant)).body).toEqual(body);
    expect((await shop.get(productId)).body.images.map(({ imageId }) => imageId)).toEqual([first.imageId]);

    const approved = await approve(productId, headers['etag'] ?? '');
    expect(approved.body).toMatchObject({ name: 'Cup', description: '', dimensions: null, status: 'approved' });
    expect(approved.body).not.toHaveProperty('revision');
    expect((await shop.get(productId)).body).toMatchObject({ name: 'Cup', images: [{ imageId: added.imageId }] });
    const events = await shop.published(productId, 4);
    expect(events.at(-1)).toMatchObject({ topic: ProductChanged.topic, data: { name: 'Cup', imageUrl: added.url } });
    expect((await revision(productId)).status).toBe(404);
  });

  it('is told to nobody before it is approved, and its photos are shown to nobody else', async () => {
    const { productId } = await shop.offer(merchant);
    const { body: added } = await shop.upload(productId, merchant, await photo());
    await change(productId, { name: 'Secret' });
    const image = async (identity?: Person) =>
      (
        await call(shop.origin, productsApi.getImage, {
          params: { productId, imageId: added.imageId },
          ...(identity === undefined ? {} : { identity }),
        })
      ).status;
    expect(await Promise.all([image(), image(other), image(merchant), image(admin)])).toEqual([404, 404, 200, 200]);
    expect(await shop.published(productId, 2)).toHaveLength(2);
    const listed = await call(shop.origin, productsApi.listProducts, { query: { limit: 100 } });
    expect(listed.text).not.toContain('Secret');
    expect(listed.text).not.toContain('revisionStatus');
    await discard(productId, await etagOf(productId));
    expect(await Promise.all([image(), image(merchant)])).toEqual([404, 404]);
  });

  it('goes live at once for administrators and for merchants whom they trust', async () => {
    const trusted = await shop.trust(person('merchant'));
    const { productId } = await shop.offer(trusted);
    expect((await change(productId, { name: 'Cup' }, trusted)).body).toMatchObject({ name: 'Cup', version: 3 });
    expect((await change(productId, { name: 'Mug' }, admin)).body).toMatchObject({ name: 'Mug', version: 4 });
    const trust = { params: { merchantId: trusted.userId }, identity: admin };
    expect((await call(shop.origin, productsApi.getMerchantTrust, trust)).body.trusted).toBe(true);
    await call(shop.origin, productsApi.setMerchantTrust, { ...trust, body: { trusted: false } });
    expect((await change(productId, { name: 'Jug' }, trusted)).body).toMatchObject({ name: 'Mug', version: 4 });
    for (const identity of [trusted, customer]) {
      expect((await call(shop.origin, productsApi.getMerchantTrust, { ...trust, identity })).status).toBe(403);
    }
  });
});

describe('a decision about a revision', () => {
  it('is about what was seen: one that has changed since is not approved', async () => {
    const { productId } = await shop.offer(merchant);
    await change(productId, { name: 'Cup' });
    const seen = await etagOf(productId);
    await change(productId, { name: 'Something else' });
    const stale = await approve(productId, seen);
    expect(stale.problem).toMatchObject({ status: 412, code: 'etag-mismatch', currentETag: '"2"' });
    expect((await reject(productId, seen)).status).toBe(412);
    expect((await discard(productId, seen)).status).toBe(412);
    expect((await shop.get(productId)).body.name).toBe(mug.name);
    const without = await call(shop.origin, productsApi.approveRevision, { params: { productId }, identity: admin });
    expect(without.problem?.code).toBe('if-match-required');
  });

  it('goes to either the approval or the change when both come at once', async () => {
    for (let round = 0; round < 5; round++) {
      const { productId } = await shop.offer(merchant);
      await change(productId, { name: 'Seen' });
      const seen = await etagOf(productId);
      const [approved] = await Promise.all([approve(productId, seen), change(productId, { name: 'Unseen' })]);
      const { body } = await shop.get(productId);
      expect([200, 412]).toContain(approved.status);
      expect(body.name).toBe(approved.status === 200 ? 'Seen' : mug.name);
      expect((await revision(productId)).body.changes.name?.new).toBe('Unseen');
    }
  });

  it('tells the merchant why not, and lets them go on from there', async () => {
    const { productId } = await shop.offer(merchant);
    await change(productId, { name: 'Cup' });
    const rejected = await reject(productId, await etagOf(productId));
    expect(rejected.body).toMatchObject({ name: mug.name, status: 'approved' });
    expect((await shop.get(productId, merchant)).body.revision).toMatchObject({
      status: 'rejected',
      rejectionReason: 'Please keep the name',
    });
    expect((await approve(productId, await etagOf(productId))).problem?.code).toBe('illegal-transition');
    await change(productId, { name: mug.name, description: 'Green' });
    const again = (await revision(productId)).body;
    expect(again).toMatchObject({ status: 'pending', changes: { description: { new: 'Green' } } });
    expect(again).not.toHaveProperty('rejectionReason');
    expect((await approve(productId, await etagOf(productId))).body.description).toBe('Green');
  });

  it('is the administrator’s; the revision is its merchant’s', async () => {
    const { productId } = await shop.offer(merchant);
    await change(productId, { name: 'Cup' });
    for (const decide of [approve, reject]) expect((await decide(productId, '*', merchant)).status).toBe(403);
    expect((await revision(productId, other)).status).toBe(404);
    expect((await revision(productId, customer)).status).toBe(403);
    expect((await discard(productId, '*', other)).status).toBe(404);
    expect((await discard(productId, await etagOf(productId))).body).not.toHaveProperty('revision');
    expect((await approve(productId, '"1"')).status).toBe(404);
  });

  it('is found in a list of what waits', async () => {
    const mine = person('merchant');
    const waiting = await shop.offer(mine);
    const refused = await shop.offer(mine);
    await shop.offer(mine);
    for (const { productId } of [waiting, refused]) await change(productId, { name: 'Cup' }, mine);
    await reject(refused.productId, await etagOf(refused.productId));
    const list = async (query: object, identity: Person) =>
      (await call(shop.origin, productsApi.listProducts, { query: { limit: 100, ...query }, identity })).body.items;
    const idsOf = (items: readonly { productId: ProductId }[]) => items.map(({ productId }) => productId);
    const pending = await list({ revision: 'pending' }, admin);
    expect(idsOf(pending)).toContain(waiting.productId);
    expect(idsOf(pending)).not.toContain(refused.productId);
    expect(pending.every(({ revisionStatus }) => revisionStatus === 'pending')).toBe(true);
    expect(idsOf(await list({ revision: 'rejected', mine: 'true' }, mine))).toEqual([refused.productId]);
    expect((await list({ mine: 'true' }, mine)).map(({ revisionStatus }) => revisionStatus)).toEqual([
      undefined,
      'rejected',
      'pending',
    ]);
    const query = { revision: 'pending' as const };
    expect((await call(shop.origin, productsApi.listProducts, { query, identity: merchant })).status).toBe(403);
    expect((await call(shop.origin, productsApi.listProducts, { query })).status).toBe(401);
  });
});

describe('the first approval', () => {
  it('is about the version that was seen, when it says which', async () => {
    const { productId } = await shop.create(merchant);
    const seen = (await shop.get(productId, admin)).headers['etag'] ?? '';
    await change(productId, { name: 'Something else' });
    const params = { params: { productId }, identity: admin };
    const stale = await call(shop.origin, productsApi.approveProduct, { ...params, ifMatch: seen });
    expect(stale.problem).toMatchObject({ status: 412, currentETag: '"2.0.0"' });
    const fresh = { ...params, ifMatch: '"2.0.0"' };
    expect((await call(shop.origin, productsApi.approveProduct, fresh)).body.status).toBe('approved');
    expect((await call(shop.origin, productsApi.approveProduct, fresh)).status).toBe(200);
  });

  it.each(['draft', 'pending', 'rejected'] as const)('leaves a product that is %s to its merchant', async (status) => {
    const { productId } = await shop.create(merchant, { draft: status === 'draft' });
    const params = { params: { productId }, identity: admin, body: { reason: 'Too dark' } };
    if (status === 'rejected') await call(shop.origin, productsApi.rejectProduct, params);
    const { body } = await change(productId, { name: 'Cup' });
    expect(body).toMatchObject({ name: 'Cup', status });
    expect(body).not.toHaveProperty('revision');
    const { body: image } = await shop.upload(productId, merchant, await photo());
    expect((await shop.get(productId, merchant)).body.images).toEqual([image]);
    const removed = { params: { productId, imageId: image.imageId }, identity: merchant };
    expect((await call(shop.origin, productsApi.removeImage, removed)).status).toBe(204);
  });
});
