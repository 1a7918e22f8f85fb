import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productsApi, type ImageId, type ProductId } from '@arcade/contracts';
import { createFailpoints, newId } from '@arcade/service-defaults';
import { call, testClock } from '@arcade/testing';
import { mongo } from 'mongoose';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { addPhoto } from './images/add-photo.ts';
import { createMongoImageStore } from './images/mongo-image-store.ts';
import { recodeImage } from './images/recode-image.ts';
import { createImageSweep } from './images/sweep-images.ts';
import { createMongoProductRepository } from './products/mongo-product-repository.ts';
import { productModel } from './products/mongo-product-model.ts';
import { createSlots } from './images/slots.ts';
import { openProducts, person, photo, type ProductsUnderTest } from './products-under-test.fixture.ts';
import { readPhoto, storedFiles, type ReadPhoto } from './photo-calls.fixture.ts';

let shop: ProductsUnderTest;
const merchant = person('merchant');
beforeAll(async () => {
  shop = await openProducts();
});
afterAll(() => shop.close());

const read = (...asked: ReadPhoto) => readPhoto(shop, ...asked);
const stored = () => storedFiles(shop);

describe('the picture of an order', () => {
  it('is served with the same bytes after its photo was removed and the product has ended', async () => {
    const trusted = await shop.trust(person('merchant'));
    const { productId } = await shop.create(trusted);
    await shop.upload(productId, trusted, await photo());
    await shop.approve(productId);
    const { body } = await call(shop.origin, productsApi.resolveProducts, {
      caller: 'carts',
      body: { productIds: [productId] },
    });
    // What an order keeps of a product.
    const imageUrl = body.items[0]?.imageUrl ?? '';
    const imageId = imageUrl.split('/').at(-1) as ImageId;
    const bought = await read(productId, imageId);
    expect(bought.status).toBe(200);
    const removed = { params: { productId, imageId }, identity: trusted };
    expect((await call(shop.origin, productsApi.removeImage, removed)).status).toBe(204);
    await call(shop.origin, productsApi.endProduct, { params: { productId }, identity: trusted });
    const sweep = createImageSweep(
      await createMongoImageStore(shop.connection),
      createMongoProductRepository(
        await productModel(shop.connection),
        { pending: () => ({ eventId: newId(), topic: 't', type: 't', data: {} }), nudge: () => {} },
        { keyOf: (name) => name },
        testClock(),
      ),
      testClock('2100-01-01T00:00:00.000Z'),
    );
    while (await sweep());
    const later = await read(productId, imageId);
    expect(later.status).toBe(200);
    expect(Buffer.compare(later.bytes, bought.bytes)).toBe(0);
    expect((await shop.get(productId, trusted)).body.images).toEqual([]);
  });

  it('is served also of products from before it was kept who has seen their photos', async () => {
    const { productId } = await shop.create(merchant);
    const { imageId } = (await shop.upload(productId, merchant, await photo())).body;
    await shop.approve(productId);
    const products = shop.connection.collection('products');
    const newer = { publishedPhotos: 1, revision: 1, revisionNumber: 1 } as const;
    await products.updateOne({ _id: productId as never }, { $unset: newer });
    expect((await read(productId, imageId)).status).toBe(200);
    await shop.trust(merchant);
    const removed = { params: { productId, imageId }, identity: merchant };
    expect((await call(shop.origin, productsApi.removeImage, removed)).status).toBe(204);
    expect((await read(productId, imageId)).status).toBe(200);
    expect((await products.findOne({ _id: productId as never }))?.['publishedPhotos']).toEqual([imageId]);
  });
});

describe('photos of a process that died', () => {
  it('are swept away after an hour, and never those of a product', async () => {
    const clock = testClock();
    const products = createMongoProductRepository(
      await productModel(shop.connection),
      { pending: () => ({ eventId: newId(), topic: 't', type: 't', data: {} }), nudge: () => {} },
      { keyOf: (name) => name },
      clock,
    );
    const images = await createMongoImageStore(shop.connection);
    const { productId } = await shop.create(merchant);
    const { body: placed } = await shop.upload(productId, merchant, await photo());
    const failing = {
      products,
      images,
      recoding: createSlots({ atOnce: 1, waiting: 1 }),
      photosPerProduct: 5,
      failpoints: createFailpoints('products.after-photo-stored=error'),
    };
    const upload = {
      productId,
      bytes: await photo(),
      label: null,
      identity: { ...merchant, sessionHash: 'x' },
      reviewed: true,
    };
    await expect(addPhoto(failing, upload)).rejects.toThrow('failpoint');
    const gone = newId<ImageId>();
    await images.put(gone, newId<ProductId>(), await recodeImage(await photo()));
    const before = await stored();
    const sweep = createImageSweep(images, products, clock);
    while (await sweep());
    expect(await stored()).toBe(before);
    clock.advance({ hours: 2 });
    while (await sweep());
    expect(await stored()).toBe(before - 6);
    expect(await images.get(gone, 320)).toBeUndefined();
    expect((await read(productId, placed.imageId, { identity: merchant })).status).toBe(200);
  });
});

describe('the store of photos', () => {
  it('keeps large ones in pieces, as every tool that knows GridFS reads them', async () => {
    const images = await createMongoImageStore(shop.connection);
    const imageId = newId<ImageId>();
    const bytes = randomBytes(1_300_000);
    await images.put(imageId, newId<ProductId>(), { width: 320, height: 320, sizes: [{ width: 320, bytes }] });
    expect((await images.get(imageId, 320))?.equals(bytes)).toBe(true);
    const { db } = shop.connection;
    if (db === undefined) throw new Error('not connected');
    const bucket = new mongo.GridFSBucket(db, { bucketName: 'images' });
    expect((await buffer(bucket.openDownloadStreamByName(`${imageId}-0320`))).equals(bytes)).toBe(true);
    await images.remove(imageId);
    expect(await shop.connection.collection('images.chunks').countDocuments({ files_id: `${imageId}-0320` })).toBe(0);
  });
});
