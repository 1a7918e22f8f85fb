import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import * as z from 'zod';
import { cursorCodec, cursorTime } from './cursor.ts';

const position = z.strictObject({ at: cursorTime, count: z.int(), id: z.uuid() });
const codec = cursorCodec('things.v1', position);
const here = { at: new Date('2026-02-03T04:05:06.789Z'), count: 7, id: '0190a5d0-0000-7000-8000-000000000001' };
const refused = expect.objectContaining({
  code: 'invalid-cursor',
  fields: { errors: [expect.objectContaining({ pointer: '/query/cursor' })] },
});
const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('gives back the position it was made of, as text for addresses', () => {
    const cursor = codec.encode(here);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(codec.decode(cursor)).toEqual(here);
  });

  it.each([
    ['of another list', cursorCodec('others.v1', position).encode(here)],
    ['of another version', cursorCodec('things.v2', position).encode(here)],
    ['without its list', written(here)],
    ['with a time that no store holds', written(['things.v1', { ...here, at: '+275760-09-13T00:00:00.000Z' }])],
    ['with a time before ours', written(['things.v1', { ...here, at: '-000001-01-01T00:00:00.000Z' }])],
    ['with a number past the safe ones', written(['things.v1', { ...here, count: 2 ** 53 }])],
    ['with an operator for a number', written(['things.v1', { ...here, count: { $gt: 0 } }])],
    ['with more than a position', written(['things.v1', { ...here, more: 1 }])],
    ['with more than one position', written(['things.v1', here, here])],
    ['of deep nesting', Buffer.from('['.repeat(8000)).toString('base64url')],
    ['that is no UTF-8', Buffer.from([0xff, 0xfe, 0x22]).toString('base64url')],
    ['that is empty', ''],
    ['with characters of no cursor', `${codec.encode(here)}=`],
    ['that is cut', codec.encode(here).slice(0, -3)],
    ['that is far too long', 'A'.repeat(100_000)],
  ])('%s is refused', (_, cursor) => {
    expect(() => codec.decode(cursor)).toThrow(refused);
  });

  it('is refused, and nothing else happens, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(() => codec.decode(text)).toThrow(refused)));
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(() => codec.decode(written(value))).toThrow(refused)));
  });
});
