import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assertionHeader, productsApi, type ImageId, type ProductId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { assertionOf, call, eventually, testAppToken } from '@arcade/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { admin, mug, openProducts, person, photo, type ProductsUnderTest } from './products-under-test.fixture.ts';
import { readPhoto, storedFiles, type ReadPhoto } from './photo-calls.fixture.ts';

let shop: ProductsUnderTest;
const [merchant, other] = [person('merchant'), person('merchant')];
beforeAll(async () => {
  shop = await openProducts();
});
afterAll(() => shop.close());

const read = (...asked: ReadPhoto) => readPhoto(shop, ...asked);
/** An upload that does not say how long it is. */
const stream = async ({ origin }: ProductsUnderTest, productId: ProductId, body: AsyncIterable<Buffer>) =>
  await fetch(`${origin}/products/${productId}/images`, {
    method: 'POST',
    headers: {
      'dapr-api-token': testAppToken,
      'content-type': 'image/jpeg',
      [assertionHeader]: await assertionOf(merchant),
    },
    body: ReadableStream.from(body),
    duplex: 'half',
  });
const stored = () => storedFiles(shop);

describe('adding a photo', () => {
  it('shows it with its label on the product, and the first one in lists', async () => {
    const trusted = await shop.trust(person('merchant'));
    const { productId } = await shop.offer(trusted);
    const front = await shop.upload(productId, trusted, await photo(1500, 1000), 'front');
    expect(front).toMatchObject({ status: 201, headers: { etag: '"3.0.0"' } });
    expect(front.body).toMatchObject({ label: 'front', width: 1024, height: 683 });
    expect(front.body.alt).toBe(`${mug.name}, seen from the front`);
    const side = await shop.upload(productId, trusted, await photo(), 'azimuth-045');
    expect(side.body.alt).toBe(`${mug.name}, turned by 45 degrees`);
    expect((await shop.get(productId)).body.images).toEqual([front.body, side.body]);
    const listed = await call(shop.origin, productsApi.listProducts, { query: { limit: 100 } });
    expect(listed.body.items.find((item) => item.productId === productId)?.image).toEqual(front.body);
  });

  it('serves every size as WebP, for ever, and answers 304', async () => {
    const { productId } = await shop.create(merchant);
    const { body } = await shop.upload(productId, merchant, await photo(1500, 1000));
    await shop.approve(productId);
    for (const [width, expected] of [
      [undefined, 1024],
      ['640', 640],
      ['320', 320],
    ] as const) {
      const { status, headers, bytes } = await read(productId, body.imageId, width === undefined ? {} : { width });
      expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'image/webp' });
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: expected });
      const etag = headers['etag'] ?? '';
      expect(
        await read(productId, body.imageId, {
          ...(width === undefined ? {} : { width }),
          headers: { 'if-none-match': etag },
        }),
      ).toMatchObject({
        status: 304,
        text: '',
      });
    }
    expect((await read(productId, newId<ImageId>())).status).toBe(404);
  });

  it('is done once when an upload is repeated, also at the same time', async () => {
    const { productId } = await shop.create(merchant);
    const bytes = await photo();
    const before = await stored();
    const front = () => shop.upload(productId, merchant, bytes, 'front');
    const answers = [...(await Promise.all([front(), front(), front(), front()])), await front()];
    expect(new Set(answers.map(({ body }) => body.imageId)).size).toBe(1);
    expect((await shop.get(productId, merchant)).body).toMatchObject({ images: [{ label: 'front' }], version: 2 });
    expect(await stored()).toBe(before + 3);
    await shop.upload(productId, merchant, bytes, 'back');
    expect((await shop.get(productId, merchant)).body.images.map(({ label }) => label)).toEqual(['front', 'back']);
  });

  it('takes many at the same time and loses none', async () => {
    const { productId } = await shop.create(merchant);
    const photos = await Promise.all(Array.from({ length: 5 }, () => photo()));
    const answers = await Promise.all(photos.map((bytes) => shop.upload(productId, merchant, bytes)));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    const { body } = await shop.get(productId, merchant);
    expect(new Set(body.images.map(({ imageId }) => imageId))).toEqual(
      new Set(answers.map((answer) => answer.body.imageId)),
    );
    const tooMany = await shop.upload(productId, merchant, await photo());
    expect(tooMany.problem).toMatchObject({ status: 409, code: 'already-exists', maximum: 5 });
  });

  it('refuses bad files with a reason, and keeps nothing of them', async () => {
    const { productId } = await shop.create(merchant);
    const before = await stored();
    const good = await photo(400, 300);
    const bomb = await sharp({ create: { width: 8000, height: 6000, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    const bad: Record<string, Uint8Array> = {
      svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      text: Buffer.from('a text that was renamed to photo.jpg'),
      bomb,
      truncated: good.subarray(0, good.length / 2),
      empty: new Uint8Array(),
    };
    for (const [name, bytes] of Object.entries(bad)) {
      const { problem } = await shop.upload(productId, merchant, bytes);
      expect([name, problem?.status, problem?.code]).toEqual([name, 400, 'invalid-image']);
    }
    expect((await shop.upload(productId, merchant, good, undefined, 'text/plain')).status).toBe(415);
    const large = await shop.upload(productId, merchant, Buffer.alloc(15 * 1024 * 1024 + 1, 0xff));
    expect(large.problem).toMatchObject({ status: 413, code: 'body-too-large' });
    expect((await shop.get(productId, merchant)).body).toMatchObject({ images: [], version: 1 });
    expect(await stored()).toBe(before);
  });

  it('stops reading an upload of unknown length as soon as it is too large', async () => {
    const { productId } = await shop.create(merchant);
    let sent = 0;
    const endless = async function* () {
      for (; sent < 400; sent++) yield Buffer.alloc(64 * 1024, 0xff);
    };
    expect((await stream(shop, productId, endless())).status).toBe(413);
  });

  it('gives an upload up that trickles', async () => {
    const small = await openProducts({ settings: { UPLOAD_SECONDS: '0.5', UPLOADS_AT_ONCE: '1' } });
    try {
      const { productId } = await small.create(merchant);
      const trickle = async function* () {
        for (;;) {
          yield Buffer.alloc(1, 0xff);
          await sleep(50);
        }
      };
      const response = await stream(small, productId, trickle());
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: 503,
        body: { code: 'overloaded', detail: 'The photo has not arrived within 0.5 s' },
      });
      const next = await eventually(async () => {
        const answer = await small.upload(productId, merchant, await photo());
        return answer.status === 201 && answer;
      });
      expect(next.body.width).toBe(60);
    } finally {
      await small.close();
    }
  });

  it('leaves room for others, however many somebody begins', async () => {
    const small = await openProducts({ settings: { UPLOADS_AT_ONCE: '3', UPLOADS_PER_MERCHANT: '2' } });
    const [started, gate] = [[] as string[], Promise.withResolvers<void>()];
    const held = async function* (bytes: Buffer) {
      started.push('one');
      yield bytes.subarray(0, 10);
      await gate.promise;
      yield bytes.subarray(10);
    };
    try {
      const { productId } = await small.create(merchant);
      const slow = await Promise.all(Array.from({ length: 4 }, async () => held(await photo())));
      const answers = slow.map((body) => stream(small, productId, body));
      await eventually(() => started.length === 4);
      const theirs = await small.create(other);
      expect((await small.upload(theirs.productId, other, await photo())).status).toBe(201);
      gate.resolve();
      for (const answer of answers) expect((await answer).status).toBe(201);
    } finally {
      gate.resolve();
      await small.close();
    }
  });

  it('is for the product’s merchant', async () => {
    const { productId } = await shop.offer(merchant);
    expect((await shop.upload(productId, other, await photo())).status).toBe(404);
    expect((await shop.upload(productId, person(), await photo())).status).toBe(403);
    expect((await shop.upload(newId<ProductId>(), merchant, await photo())).status).toBe(404);
  });
});

describe('removing a photo', () => {
  it('takes it from a product that nobody has seen and deletes its bytes', async () => {
    const { productId } = await shop.create(merchant);
    const { body: first } = await shop.upload(productId, merchant, await photo());
    const { body: second } = await shop.upload(productId, merchant, await photo());
    const before = await stored();
    const remove = (identity = merchant, imageId = first.imageId) =>
      call(shop.origin, productsApi.removeImage, { params: { productId, imageId }, identity });
    expect((await remove(other)).status).toBe(404);
    expect(await remove()).toMatchObject({ status: 204, text: '' });
    expect((await remove()).status).toBe(404);
    expect((await shop.get(productId, merchant)).body.images).toEqual([second]);
    expect((await read(productId, first.imageId)).status).toBe(404);
    expect(await stored()).toBe(before - 3);
    const events = await shop.published(productId, 4);
    expect(events.at(-1)?.data['imageUrl']).toBe(second.url);
  });
});

describe('who sees a photo', () => {
  it('its managers until the product is in the catalogue, and then everybody for ever', async () => {
    const trusted = await shop.trust(person('merchant'));
    const { productId } = await shop.create(trusted);
    const { imageId } = (await shop.upload(productId, trusted, await photo())).body;
    const statuses = async () =>
      await Promise.all(
        [undefined, other, trusted, admin].map(
          async (identity) => (await read(productId, imageId, identity === undefined ? {} : { identity })).status,
        ),
      );
    const reject = { params: { productId }, identity: admin, body: { reason: 'Too dark' } };
    expect(await statuses()).toEqual([404, 404, 200, 200]);
    await call(shop.origin, productsApi.rejectProduct, reject);
    expect(await statuses()).toEqual([404, 404, 200, 200]);
    await call(shop.origin, productsApi.submitProduct, { params: { productId }, identity: trusted });
    await shop.approve(productId);
    expect(await statuses()).toEqual([200, 200, 200, 200]);
    await call(shop.origin, productsApi.rejectProduct, reject);
    expect(await statuses()).toEqual([200, 200, 200, 200]);
    await call(shop.origin, productsApi.endProduct, { params: { productId }, identity: trusted });
    expect(await statuses()).toEqual([200, 200, 200, 200]);
  });

  it('keeps what is not public out of shared caches, and knows a photo under its own product only', async () => {
    const { productId } = await shop.create(merchant);
    const { imageId } = (await shop.upload(productId, merchant, await photo())).body;
    const mine = await read(productId, imageId, { identity: merchant });
    expect(mine.headers['cache-control']).toBe('private, no-cache');
    const etag = mine.headers['etag'] ?? '';
    expect((await read(productId, imageId, { headers: { 'if-none-match': etag } })).status).toBe(404);
    const elsewhere = await shop.offer(merchant);
    expect((await read(elsewhere.productId, imageId, { identity: merchant })).status).toBe(404);
  });
});
