import { describe, expect, it } from '@jest/globals';
import { productCursors } from './product-cursor.ts';

const id = '0190a5d0-0000-7000-8000-000000000001';
const refused = expect.objectContaining({ code: 'invalid-cursor' });

describe('the cursor of a list of products', () => {
  it.each([
    ['-createdAt', new Date('2026-02-03T04:05:06.789Z'), null],
    ['price', 0, 'JPY'],
    ['-price', 9_000_000_000_000, 'KWD'],
    ['name', 'é|"', null],
  ] as const)('by %s gives back the position it was made of', (sort, key, currencyCode) => {
    expect(productCursors[sort].decode(productCursors[sort].encode({ key, id, currencyCode }))).toEqual({
      key,
      id,
      currencyCode,
    });
  });

  it('means nothing in another order', () => {
    const cursor = productCursors.price.encode({ key: 5, id, currencyCode: 'USD' });
    expect(() => productCursors['-price'].decode(cursor)).toThrow(refused);
  });

  it.each([null, 'ZZZ', { $ne: 'USD' }])('by price names a currency, not %j', (currencyCode) => {
    const cursor = productCursors.price.encode({ key: 5, id, currencyCode: currencyCode as string });
    expect(() => productCursors.price.decode(cursor)).toThrow(refused);
  });
});
