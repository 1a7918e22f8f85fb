import { describe, expect, it } from '@jest/globals';
import type { ProductId } from '@arcade/contracts';
import { named } from './named.fixture.ts';
import { etagOfStock } from './stock-etag.ts';
import { decideAdjustment, sellable, stockChanged, sumDeltas, type Stock } from './stock.ts';

const stock: Stock = {
  inventoryId: named('i'),
  productId: named('p'),
  merchantId: named('m'),
  onHand: 10,
  reserved: 6,
  listed: true,
  guestsHold: false,
  overdue: 2,
  version: 7,
  lastUpdated: new Date(0),
};

it('units past their time can be sold again at once', () => {
  expect(sellable(stock)).toBe(6);
  expect(stockChanged(stock)).toMatchObject({
    aggregate: { id: 'p', version: 7 },
    payload: { quantityAvailable: 10, quantityReserved: 4, quantitySellable: 6 },
  });
});

it('sums deltas per product in the order of locking and leaves out what cancels', () => {
  const delta = (productId: string, reserved: number) => ({
    productId: named<ProductId>(productId),
    onHand: 0,
    reserved,
  });
  expect(sumDeltas([delta('b', 2), delta('a', 1), delta('c', 3), delta('b', 1), delta('c', -3)])).toEqual([
    delta('a', 1),
    delta('b', 3),
  ]);
});

describe('setting the units on hand', () => {
  it.each([
    [10, 2, 'unchanged'],
    [6, 0, 'possible'],
    [5, 2, 'sweep-first'],
    [4, 2, 'sweep-first'],
  ])('to %i with %i overdue is %s', (onHand, overdue, expected) => {
    expect(decideAdjustment({ ...stock, overdue }, onHand)).toBe(expected);
  });

  it('below what is held is refused with what is held', () => {
    expect(() => decideAdjustment(stock, 3)).toThrow(
      expect.objectContaining({ code: 'stock-below-reserved', fields: { reserved: 4 } }),
    );
  });
});

describe('the ETag of stock', () => {
  it('is its version, and another one while overdue units change what the answer says', () => {
    expect(etagOfStock({ version: 7, overdue: 0 })).toBe('"7"');
    expect(etagOfStock(stock)).not.toBe('"7"');
  });
});
