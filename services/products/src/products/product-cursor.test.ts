import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeCursor, encodeCursor } from './product-cursor.ts';

const id = '0190a5d0-0000-7000-8000-000000000001';
const refused = expect.objectContaining({ code: 'invalid-cursor' });

describe('the cursor of a list', () => {
  it('gives back the position it was made of', () => {
    const position = <Key>(key: Key, currencyCode: string | null = null) => ({ key, id, currencyCode });
    const created = position(new Date('2026-02-03T04:05:06.789Z'));
    expect(decodeCursor(encodeCursor('-createdAt', created), '-createdAt')).toEqual(created);
    expect(decodeCursor(encodeCursor('price', position(0, 'JPY')), 'price')).toEqual(position(0, 'JPY'));
    expect(decodeCursor(encodeCursor('name', position('é|"')), 'name')).toEqual(position('é|"'));
  });

  it('means nothing in another order', () => {
    expect(() => decodeCursor(encodeCursor('price', { key: 5, id, currencyCode: 'USD' }), '-price')).toThrow(refused);
  });

  it('refuses whatever is not one of ours, without failing', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(() => decodeCursor(text, 'price')).toThrow(refused)));
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const value of [
      ['price', 'x', id, 'USD'],
      ['price', { $gt: 0 }, id, 'USD'],
      ['price', 5, 'x', 'USD'],
      ['price', 5, id, null],
      ['price', 5, id, { $ne: 'USD' }],
      ['price', 5, id],
      null,
    ]) {
      expect(() => decodeCursor(forged(value), 'price')).toThrow(refused);
    }
  });
});
