import { describe, expect, it } from '@jest/globals';
import { ImageId, ProductId, UserId } from '@arcade/contracts';
import * as fc from 'fast-check';
import {
  approveRevision,
  changeContent,
  changePrice,
  changeStatus,
  createOffer,
  placePhoto,
  removePhoto,
  type Change,
} from './product-changes.ts';
import { eventOf } from './product-events.ts';
import type { Photo, Product } from './product.ts';
import { discardRevision, keptPhotos, rejectRevision, revisedContent, revisedPhotos } from './revision.ts';

const now = new Date('2026-01-01T00:00:00Z');
const merchants: Change = { reviewed: true, now };
const admins: Change = { reviewed: false, now };
const photo = (n: number): Photo => ({
  imageId: ImageId.parse(`0190a5d0-0000-7000-8000-${String(n).padStart(12, '0')}`),
  label: null,
  width: 10,
  height: 10,
  sha256: String(n),
});
const draft = (): Product =>
  createOffer(
    {
      productId: ProductId.parse('0190a5d0-0000-7000-8000-000000000001'),
      merchantId: UserId.parse('0190a5d0-0000-7000-8000-000000000002'),
      name: 'Mug',
      description: 'Blue',
      price: { amount: 1200, currencyCode: 'USD' },
      categories: ['mugs'],
      attributes: {},
      dimensions: null,
      draft: false,
    },
    now,
  );
const approved = (photos = 2): Product => {
  let product = draft();
  for (let n = 1; n <= photos; n++) product = placePhoto(product, photo(n), 9, merchants);
  return changeStatus(product, 'approve', now);
};
const shown = ({ name, description, categories, attributes, dimensions, photos, version }: Product) => ({
  content: { name, description, categories, attributes, dimensions },
  photos,
  version,
});
const refused = (code: string) => expect.objectContaining({ code }) as unknown;

/** Everything that anybody does with a product. */
type Step = (product: Product, n: number) => Product;
const steps: Readonly<Record<string, Step>> = {
  rename: (product, n) => changeContent(product, { name: `Mug ${n % 3}` }, merchants),
  describe: (product, n) => changeContent(product, { description: `${n % 2}` }, merchants),
  recategorise: (product, n) => changeContent(product, { categories: [`c${n % 2}`] }, merchants),
  place: (product, n) => placePhoto(product, photo(1 + (n % 6)), 4, merchants),
  remove: (product, n) => removePhoto(product, photo(1 + (n % 6)).imageId, merchants),
  'rename by an administrator': (product, n) => changeContent(product, { name: `Mug ${n % 3}` }, admins),
  'place by an administrator': (product, n) => placePhoto(product, photo(1 + (n % 6)), 4, admins),
  'remove by an administrator': (product, n) => removePhoto(product, photo(1 + (n % 6)).imageId, admins),
  price: (product, n) => changePrice(product, { amount: n, currencyCode: 'USD' }, now),
  approve: (product) => changeStatus(product, 'approve', now),
  reject: (product) => changeStatus(product, 'reject', now, 'Too dark'),
  submit: (product) => changeStatus(product, 'submit', now),
  end: (product, n) => (n % 8 === 0 ? changeStatus(product, 'end', now) : product),
  'approve the revision': (product) => approveRevision(product, now),
  'reject the revision': (product) => rejectRevision(product, 'Too loud', now),
  'discard the revision': (product) => discardRevision(product),
};
const stories = fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.nat({ max: 40 })), { maxLength: 30 });

/** What each step made of the product; steps that are refused leave it as it is. */
function play(from: Product, story: readonly (readonly [string, number])[]) {
  let product = from;
  return story.flatMap(([name, n]) => {
    const before = product;
    try {
      product = steps[name]?.(product, n) ?? product;
    } catch (error) {
      expect(error).toMatchObject({ name: 'DomainError' });
    }
    return product === before ? [] : [{ name, before, after: product }];
  });
}

describe('a product in the catalogue', () => {
  it('shows shoppers nothing that no administrator has seen', () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { name, before, after } of play(approved(), story)) {
          if (before.status !== 'approved' || after.status !== 'approved') continue;
          const isMerchants = !name.includes('administrator') && !name.includes('revision') && name !== 'price';
          if (isMerchants) expect(shown(after)).toEqual(shown(before));
          if (name === 'reject the revision' || name === 'discard the revision') {
            expect(shown(after)).toEqual(shown(before));
          }
        }
      }),
    );
  });

  it('becomes by an approval exactly what was shown to the administrator', () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { name, before, after } of play(approved(), story)) {
          if (name !== 'approve the revision') continue;
          expect(shown(after)).toEqual({
            content: revisedContent(before),
            photos: revisedPhotos(before),
            version: before.version + 1,
          });
          expect(after.revision).toBeNull();
        }
      }),
    );
  });

  it('gets another number with every change of what an administrator would decide about', () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { before, after } of play(approved(), story)) {
          if (before.revision === null || after.revision === null) continue;
          const seen = (product: Product) => [
            revisedContent(product),
            revisedPhotos(product),
            product.revision?.status,
          ];
          const isOther = JSON.stringify(seen(before)) !== JSON.stringify(seen(after));
          if (isOther && before.revisionNumber === after.revisionNumber) {
            // What has changed beside it is in the product, and the difference is what it was.
            expect(after.version).toBe(before.version + 1);
            expect(after.revision).toEqual(before.revision);
          }
        }
      }),
    );
  });

  it('tells others of every version and of no revision', () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { before, after } of play(approved(), story)) {
          expect(eventOf(before, after)?.aggregate.version).toBe(
            after.version === before.version ? undefined : before.version + 1,
          );
          if (after.version === before.version) expect(shown(after)).toEqual(shown(before));
        }
      }),
    );
  });

  it('has a revision only in the catalogue, and never an empty one', () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { after } of play(approved(), story)) {
          if (after.revision === null) continue;
          expect(after.status).toBe('approved');
          expect([revisedContent(after), revisedPhotos(after)]).not.toEqual([shown(after).content, after.photos]);
          expect(revisedPhotos(after).length).toBeLessThanOrEqual(8);
        }
      }),
    );
  });
});

describe('photos', () => {
  it('that everybody has been able to see are kept for good, and no others are told to everybody', () => {
    fc.assert(
      fc.property(stories, fc.boolean(), (story, fromDraft) => {
        const seen = new Set<string>();
        const from = fromDraft ? draft() : approved();
        if (!fromDraft) for (const { imageId } of from.photos) seen.add(imageId);
        for (const { after } of play(from, story)) {
          if (after.status === 'approved') for (const { imageId } of after.photos) seen.add(imageId);
          expect(new Set(after.publishedPhotos)).toEqual(seen);
          for (const imageId of after.publishedPhotos) expect(keptPhotos(after).has(imageId)).toBe(true);
          for (const { imageId } of after.revision?.added ?? []) expect(keptPhotos(after).has(imageId)).toBe(true);
        }
      }),
    );
  });

  it('are no more than allowed with those that are proposed', () => {
    const full = placePhoto(approved(), photo(3), 3, merchants);
    expect(() => placePhoto(full, photo(4), 3, merchants)).toThrow(refused('already-exists'));
    const room = removePhoto(full, photo(1).imageId, merchants);
    expect(revisedPhotos(placePhoto(room, photo(4), 3, merchants))).toEqual([photo(2), photo(3), photo(4)]);
  });

  it('that were to be removed stay when the same is uploaded again', () => {
    const without = removePhoto(approved(), photo(1).imageId, merchants);
    expect(without.revision?.removed).toEqual([photo(1).imageId]);
    const again = { ...photo(1), imageId: photo(77).imageId };
    expect(placePhoto(without, again, 3, merchants).revision).toBeNull();
  });
});

describe('a revision', () => {
  it('is gone when everything is as it was', () => {
    const renamed = changeContent(approved(), { name: 'Cup', description: 'Red' }, merchants);
    expect(renamed).toMatchObject({ name: 'Mug', revision: { changes: { name: 'Cup', description: 'Red' } } });
    const back = changeContent(renamed, { name: 'Mug' }, merchants);
    expect(back.revision?.changes).toEqual({ description: 'Red' });
    expect(changeContent(back, { description: 'Blue' }, merchants).revision).toBeNull();
    expect(changeContent(back, { description: 'Red' }, merchants)).toBe(back);
  });

  it('leaves alone what is changed in the product meanwhile', () => {
    const proposed = changeContent(approved(), { name: 'Cup' }, merchants);
    const meanwhile = changePrice(
      changeContent(proposed, { description: 'Red' }, admins),
      { amount: 5, currencyCode: 'USD' },
      now,
    );
    expect(approveRevision(meanwhile, now)).toMatchObject({ name: 'Cup', description: 'Red', price: { amount: 5 } });
  });

  it('that was rejected waits for its merchant, who goes on from it', () => {
    const rejected = rejectRevision(changeContent(approved(), { name: 'Cup' }, merchants), 'Too loud', now);
    expect(rejected.revision).toMatchObject({ status: 'rejected', reason: 'Too loud' });
    expect(() => approveRevision(rejected, now)).toThrow(refused('illegal-transition'));
    const again = changeContent(rejected, { description: 'Red' }, merchants);
    expect(again.revision).toMatchObject({
      status: 'pending',
      reason: null,
      changes: { name: 'Cup', description: 'Red' },
    });
  });

  it('becomes the product’s own when that is taken down, and is dropped when it ends', () => {
    const proposed = changeContent(approved(), { name: 'Cup' }, merchants);
    expect(changeStatus(proposed, 'reject', now, 'No')).toMatchObject({
      name: 'Cup',
      status: 'rejected',
      revision: null,
    });
    expect(changeStatus(proposed, 'end', now)).toMatchObject({ name: 'Mug', status: 'ended', revision: null });
  });

  it('is nothing to decide about where there is none', () => {
    for (const decide of [approveRevision, (product: Product) => rejectRevision(product, 'No', now), discardRevision]) {
      expect(() => decide(approved(), now)).toThrow(refused('not-found'));
    }
  });
});
