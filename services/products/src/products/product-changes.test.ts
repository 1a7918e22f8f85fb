import { describe, expect, it } from '@jest/globals';
import {
  ImageId,
  PriceChanged,
  ProductChanged,
  ProductCreated,
  ProductId,
  ProductStatusChanged,
  UserId,
} from '@arcade/contracts';
import { parseIfMatch } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { requireVersion } from './product-access.ts';
import {
  changeContent,
  changePrice,
  changeStatus,
  createOffer,
  placePhoto,
  removePhoto,
  type Change,
} from './product-changes.ts';
import { managedEtag, productEtag } from './product-etag.ts';
import { eventOf } from './product-events.ts';
import type { Photo, Product } from './product.ts';

const at = new Date('2026-01-01T00:00:00Z');
const later = new Date('2026-01-02T00:00:00Z');
/** Of somebody whose changes nobody has to see first. */
const live: Change = { reviewed: false, now: later };
const offer = (): Product =>
  createOffer(
    {
      productId: ProductId.parse('0190a5d0-0000-7000-8000-000000000001'),
      merchantId: UserId.parse('0190a5d0-0000-7000-8000-000000000002'),
      name: 'Mug',
      description: 'Blue',
      price: { amount: 1200, currencyCode: 'USD' },
      categories: ['mugs', 'mugs', 'blue'],
      attributes: { material: 'clay', colour: 'blue' },
      dimensions: null,
      draft: false,
    },
    at,
  );
const photo = (n: number): Photo => ({
  imageId: ImageId.parse(`0190a5d0-0000-7000-8000-00000000000${n}`),
  label: null,
  width: 10,
  height: 10,
  sha256: String(n),
});
const approved = () => changeStatus(offer(), 'approve', at);

describe('changes of a product', () => {
  it('begins as version 1 without repeated categories', () => {
    expect(offer()).toMatchObject({ version: 1, status: 'pending', categories: ['mugs', 'blue'] });
  });

  it('makes a version for each real change and none when nothing is different', () => {
    const product = offer();
    const attributes = { colour: 'blue', material: 'clay' };
    expect(changeContent(product, { name: 'Mug', attributes, categories: ['mugs', 'blue'] }, live)).toBe(product);
    expect(changePrice(product, { currencyCode: 'USD', amount: 1200 }, later)).toBe(product);
    const renamed = changeContent(product, { name: 'Cup' }, live);
    expect(renamed).toMatchObject({ name: 'Cup', version: 2, createdAt: at, updatedAt: later });
  });

  it('never changes again once it has ended', () => {
    const ended = changeStatus(offer(), 'end', at);
    const change = { code: 'illegal-transition' };
    expect(() => changeContent(ended, { name: 'x' }, live)).toThrow(expect.objectContaining(change));
    expect(() => changePrice(ended, { amount: 1, currencyCode: 'USD' }, later)).toThrow(
      expect.objectContaining(change),
    );
    expect(() => placePhoto(ended, photo(1), 5, live)).toThrow(expect.objectContaining(change));
    expect(() => removePhoto(ended, photo(1).imageId, live)).toThrow(expect.objectContaining(change));
  });

  it.each([offer, approved])('keeps the currency of a product for good', (make) => {
    const refused = expect.objectContaining({ code: 'currency-mismatch' });
    expect(() => changePrice(make(), { amount: 1200, currencyCode: 'EUR' }, later)).toThrow(refused);
    expect(() => changePrice(make(), { amount: 1201, currencyCode: 'EUR' }, later)).toThrow(refused);
    expect(changePrice(make(), { amount: 1201, currencyCode: 'USD' }, later).price.amount).toBe(1201);
  });

  it('forgets the reason of a rejection when it is submitted again', () => {
    const rejected = changeStatus(offer(), 'reject', at, 'Too dark');
    expect(rejected).toMatchObject({ status: 'rejected', rejectionReason: 'Too dark' });
    expect(changeStatus(rejected, 'submit', at)).toMatchObject({ status: 'pending', rejectionReason: null });
  });

  it('keeps each photo once, whatever is uploaded again, and no more than allowed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), (uploads) => {
        let product = offer();
        for (const n of uploads) {
          try {
            product = placePhoto(product, photo(n), 5, live);
          } catch (error) {
            expect(error).toMatchObject({ code: 'already-exists' });
          }
        }
        const hashes = product.photos.map(({ sha256 }) => sha256);
        expect(new Set(hashes).size).toBe(hashes.length);
        expect(hashes.length).toBe(Math.min(5, new Set(uploads).size));
      }),
    );
  });

  it('tells photos apart by label too, and removes one', () => {
    const two = placePhoto(placePhoto(offer(), photo(1), 5, live), photo(2), 5, live);
    const labelled = { ...photo(9), sha256: '1', label: 'back' };
    expect(placePhoto(two, labelled, 5, live).photos).toEqual([photo(1), photo(2), labelled]);
    expect(() => removePhoto(two, photo(3).imageId, live)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(removePhoto(two, photo(1).imageId, live).photos).toEqual([photo(2)]);
  });
});

describe('the event of a change', () => {
  const topicOf = (before: Product | undefined, after: Product) => eventOf(before, after)?.definition.topic;

  it('is one for each version, after what changed, and carries the whole state', () => {
    const product = offer();
    expect(topicOf(undefined, product)).toBe(ProductCreated.topic);
    expect(topicOf(product, product)).toBeUndefined();
    expect(topicOf(product, changeContent(product, { name: 'Cup' }, live))).toBe(ProductChanged.topic);
    expect(topicOf(product, placePhoto(product, photo(1), 5, live))).toBe(ProductChanged.topic);
    expect(topicOf(product, changeStatus(product, 'approve', at))).toBe(ProductStatusChanged.topic);
    const cheaper = changePrice(product, { amount: 1000, currencyCode: 'USD' }, at);
    expect(topicOf(product, cheaper)).toBe(PriceChanged.topic);
    expect(eventOf(product, cheaper, 'key')).toMatchObject({
      aggregate: { id: product.productId, version: 2 },
      payload: { price: { amount: 1000 }, oldPrice: { amount: 1200 }, status: 'pending', imageUrl: null },
      causationId: 'key',
    });
  });

  it('tells the reason of a rejection and satisfies its schema', () => {
    const product = placePhoto(offer(), photo(1), 5, live);
    const event = eventOf(product, changeStatus(product, 'reject', at, 'Too dark'));
    expect(ProductStatusChanged.payload.parse(event?.payload)).toMatchObject({
      reason: 'Too dark',
      oldStatus: 'pending',
      imageUrl: `/products/${product.productId}/images/${photo(1).imageId}`,
    });
  });
});

describe('If-Match on a product', () => {
  it('asks for its own version only: stock and reviews go on changing', () => {
    const product = { ...offer(), availability: { available: 3, asOf: at, version: 8 }, reviewRevision: 2 };
    expect(productEtag(product)).toBe('"1.8.2"');
    for (const tag of ['"1.8.2"', '"1.7.0"', '"1"', '*', '"9", "1.0.0"']) {
      expect(() => requireVersion(parseIfMatch(tag), product, 'all')).not.toThrow();
    }
    for (const tag of ['"2.8.2"', 'W/"1.8.2"', '""', '"11.8.2"']) {
      expect(() => requireVersion(parseIfMatch(tag), product, 'all')).toThrow(
        expect.objectContaining({ code: 'etag-mismatch', fields: { currentETag: '"1.8.2"' } }),
      );
    }
  });

  it('asks for the version of a revision too where what is changed may be in it', () => {
    const product = { ...offer(), revisionNumber: 3 };
    expect(managedEtag(product)).toBe('"1.0.0.3"');
    expect(() => requireVersion(parseIfMatch('"1.0.0.3"'), product, 'all')).not.toThrow();
    for (const tag of ['"1.0.0"', '"1"', '"1.0.0.2"']) {
      expect(() => requireVersion(parseIfMatch(tag), product, 'all')).toThrow(
        expect.objectContaining({ code: 'etag-mismatch' }),
      );
      expect(() => requireVersion(parseIfMatch(tag), product, 'price')).not.toThrow();
    }
  });
});
