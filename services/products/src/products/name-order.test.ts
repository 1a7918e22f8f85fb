import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createNameOrder } from './name-order.ts';

const order = createNameOrder();
const collator = new Intl.Collator('en', { sensitivity: 'base' });
const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

const ranges = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x300, 0x36f],
  [0x370, 0x52f],
  [0x590, 0x6ff],
  [0x900, 0xdff],
  [0xe01, 0xedf],
  [0x1100, 0x11ff],
  [0x3040, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0x1f300, 0x1f6ff],
] as const;
const letter = fc
  .constantFrom(...ranges)
  .chain(([min, max]) => fc.integer({ min, max }).map((code) => String.fromCodePoint(code)))
  .filter((character) => !/[\p{Cn}\p{Co}\p{Cs}]/u.test(character));
const name = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));

describe('the order of names', () => {
  it('puts letters that do not come apart where people look for them', () => {
    const names = [
      'Zebra',
      'Øre',
      'Łódź',
      'Ångström',
      'Москва',
      'İstanbul',
      'Straße',
      'Strasz',
      'æsir',
      'Äpfel',
      '東京',
    ];
    const sorted = [...names, '🪑 chair', 'Èclair', '10'].toSorted((a, b) => bytewise(order.keyOf(a), order.keyOf(b)));
    expect(sorted).toEqual([
      '🪑 chair',
      '10',
      'æsir',
      'Ångström',
      'Äpfel',
      'Èclair',
      'İstanbul',
      'Łódź',
      'Øre',
      'Straße',
      'Strasz',
      'Zebra',
      'Москва',
      '東京',
    ]);
  });

  it('is ICU’s own, in every script and for whatever begins alike', () => {
    fc.assert(
      fc.property(name, name, name, (common, a, b) => {
        const [left, right] = [common + a, common + b];
        expect(Math.sign(bytewise(order.keyOf(left), order.keyOf(right)))).toBe(
          Math.sign(collator.compare(left, right)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('makes no difference between cases, accents, widths and ways to write the same', () => {
    for (const [a, b] of [
      ['Straße', 'STRASSE'],
      ['résumé', 'Resume'],
      ['e\u0301', 'é'],
      ['Ｔｏｋｙｏ', 'tokyo'],
      ['한', '\u1112\u1161\u11ab'],
    ] as const) {
      expect(order.keyOf(a)).toBe(order.keyOf(b));
    }
  });

  it('finds an end, whatever a name is made of', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => order.keyOf(text).length < 300));
    expect(order.keyOf('\u{e0080}\uffff\ud800')).toBe(order.version);
    expect(Buffer.from(order.keyOf('東'.repeat(5000))).length).toBeLessThan(500);
  });
});
