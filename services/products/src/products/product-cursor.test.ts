import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeCursor, encodeCursor } from './product-cursor.ts';

const id = '0190a5d0-0000-7000-8000-000000000001';
const refused = expect.objectContaining({ code: 'invalid-cursor' });

describe('the cursor of a list', () => {
  it('gives back the position it was made of', () => {
    const created = new Date('2026-02-03T04:05:06.789Z');
    expect(decodeCursor(encodeCursor('-createdAt', { key: created, id }), '-createdAt')).toEqual({ key: created, id });
    expect(decodeCursor(encodeCursor('price', { key: 0, id }), 'price')).toEqual({ key: 0, id });
    expect(decodeCursor(encodeCursor('name', { key: 'é|"', id }), 'name')).toEqual({ key: 'é|"', id });
  });

  it('means nothing in another order', () => {
    expect(() => decodeCursor(encodeCursor('price', { key: 5, id }), '-price')).toThrow(refused);
  });

  it('refuses whatever is not one of ours, without failing', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(() => decodeCursor(text, 'price')).toThrow(refused)));
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const value of [['price', 'x', id], ['price', { $gt: 0 }, id], ['name', 5, id], ['price', 5, 'x'], null]) {
      expect(() => decodeCursor(forged(value), 'price')).toThrow(refused);
    }
  });
});
