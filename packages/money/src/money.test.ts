import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { allocate } from './allocate.ts';
import { currencyCodes, isCurrency, isKnownCurrency, minorDigits } from './currencies.ts';
import { parseDecimal, toDecimal } from './decimal.ts';
import { formatMoney } from './format-money.ts';
import { multiplyRatio, percentageOf } from './round.ts';
import { shareOfUnits } from './share-of-units.ts';

const currency = fc.constantFrom('JPY', 'USD', 'HUF', 'KWD', 'CLF');
const largest = 9_000_000_000_000;
const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

describe('currencies', () => {
  it.each([
    ['JPY', 0],
    ['ISK', 0],
    ['USD', 2],
    ['HUF', 2],
    ['MGA', 2],
    ['IDR', 2],
    ['KWD', 3],
    ['IQD', 3],
    ['CLF', 4],
  ])('%s has %d digits', (code, digits) => {
    expect([isCurrency(code), minorDigits(code)]).toEqual([true, digits]);
  });

  it.each(['XXX', 'XTS', 'XAU', 'XAG', 'XPT', 'XPD', 'XDR', 'XBA', 'DEM', 'ZZZ', 'usd', 'US', 'USDT', ''])(
    '%s is none that something can be priced in',
    (code) => {
      expect(isCurrency(code)).toBe(false);
      expect(() => minorDigits(code)).toThrow(RangeError);
    },
  );

  it('that are withdrawn price nothing new, but old amounts in them are shown', () => {
    expect([isCurrency('HRK'), isKnownCurrency('HRK'), isKnownCurrency('ZZZ')]).toEqual([false, true, false]);
    expect(formatMoney({ amount: 1999, currencyCode: 'HRK' }, 'en-US')).toMatch(/19\.99$/);
  });

  it('are each there once, as three capital letters', () => {
    expect(new Set(currencyCodes).size).toBe(currencyCodes.length);
    expect(currencyCodes.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });
});

describe('formatMoney', () => {
  it.each([
    [1999, 'USD', '$19.99'],
    [5, 'USD', '$0.05'],
    [1999, 'JPY', '¥1,999'],
    [1999, 'KWD', 'KWD 1.999'],
    [-250, 'EUR', '-€2.50'],
    [5_000_000, 'HUF', 'HUF 50,000.00'],
    [1999, 'IDR', 'IDR 19.99'],
    [900_719_925_474_099_1, 'USD', '$90,071,992,547,409.91'],
  ])('%d minor units of %s are %s', (amount, currencyCode, text) => {
    expect(formatMoney({ amount, currencyCode }, 'en-US').replace('\u00A0', ' ')).toBe(text);
  });

  it('shows the digits of ISO 4217 for every currency, whatever people are used to see', () => {
    for (const currencyCode of currencyCodes) {
      const digits = minorDigits(currencyCode);
      const shown = formatMoney({ amount: 10 ** digits, currencyCode }, 'en-US');
      expect(shown.endsWith(digits === 0 ? '1' : (1).toFixed(digits))).toBe(true);
    }
  });
});

describe('decimals', () => {
  it('are read as they were written, to the unit', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), currency, (amount, currencyCode) => {
        expect(parseDecimal(toDecimal({ amount, currencyCode }), currencyCode)).toBe(amount === 0 ? 0 : amount);
      }),
    );
  });

  it.each([
    ['19.99', 'USD', 1999],
    ['19.9', 'USD', 1990],
    ['19', 'KWD', 19_000],
    ['-0', 'USD', 0],
    ['19.999', 'USD', undefined],
    ['19.0', 'JPY', undefined],
    ['1,000', 'USD', undefined],
    ['1e3', 'USD', undefined],
    ['.5', 'USD', undefined],
    ['', 'USD', undefined],
    ['9007199254740993', 'JPY', undefined],
    ['90071992547409.92', 'USD', undefined],
  ])('%s %s is %s minor units', (text, code, amount) => {
    expect(parseDecimal(text, code)).toBe(amount);
  });
});

describe('rounding', () => {
  it('rounds half a unit up, away from zero', () => {
    expect([percentageOf(5, 1000), percentageOf(4, 1000), percentageOf(-5, 1000)]).toEqual([1, 0, -1]);
    expect(percentageOf(9_000_000_000_001, 5000)).toBe(4_500_000_000_001);
  });

  it('is never further than half a unit from the exact value, however large', () => {
    const positive = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: -largest, max: largest }),
        fc.nat(1000),
        positive,
        (amount, numerator, denominator) => {
          const exact = BigInt(amount) * BigInt(numerator);
          const off = 2n * (BigInt(multiplyRatio(amount, numerator, denominator)) * BigInt(denominator) - exact);
          const towards = amount < 0 ? -off : off;
          expect(towards > -BigInt(denominator) && towards <= BigInt(denominator)).toBe(true);
        },
      ),
    );
  });

  it('refuses what numbers cannot hold', () => {
    expect(() => multiplyRatio(Number.MAX_SAFE_INTEGER, 3, 1)).toThrow(RangeError);
    expect(() => multiplyRatio(1, 1, 0)).toThrow(RangeError);
    expect(() => multiplyRatio(1.5, 1, 1)).toThrow(RangeError);
  });
});

describe('allocate', () => {
  const weights = fc.array(fc.nat(largest), { minLength: 1, maxLength: 30 });

  it('gives what rounding leaves to the largest remainders', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(7, [10, 25, 65])).toEqual([1, 2, 4]);
    expect(allocate(-7, [10, 25, 65])).toEqual([-1, -2, -4]);
    expect(allocate(0, [0, 0])).toEqual([0, 0]);
  });

  it('adds up to the unit', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: -largest, max: largest }), (given, amount) => {
        fc.pre(sumOf(given) > 0);
        expect(sumOf(allocate(amount, given))).toBe(amount);
      }),
    );
  });

  it('gives a part of what prices of any currency add up to, no line more than its own', () => {
    const prices = fc.array(fc.tuple(fc.nat(99_999), fc.integer({ min: 1, max: 999 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(currency, prices, fc.nat(10_000), (code, lines, basisPoints) => {
        const given = lines.map(([major, quantity]) => major * 10 ** minorDigits(code) * quantity);
        const amount = percentageOf(sumOf(given), basisPoints);
        const shares = allocate(amount, given);
        expect(sumOf(shares)).toBe(amount);
        for (const [index, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(given[index] ?? 0);
        }
      }),
    );
  });

  it('is never a unit or more from the exact share', () => {
    fc.assert(
      fc.property(weights, fc.nat(largest), (given, amount) => {
        const total = given.reduce((sum, weight) => sum + BigInt(weight), 0n);
        fc.pre(total > 0n);
        for (const [index, share] of allocate(amount, given).entries()) {
          const off = BigInt(share) * total - BigInt(amount) * BigInt(given[index] ?? 0);
          expect(off > -total && off < total).toBe(true);
        }
      }),
    );
  });

  it('gives each weight the same whatever the order, but for units among equal weights', () => {
    const pairs = (shares: readonly number[], given: readonly number[]) =>
      given.map((weight, index) => `${weight}:${shares[index] ?? 0}`).toSorted();
    const shuffled = fc
      .array(fc.nat(50), { minLength: 1, maxLength: 12 })
      .chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })));
    fc.assert(
      fc.property(shuffled, fc.nat(1000), ([given, other], amount) => {
        fc.pre(sumOf(given) > 0);
        expect(pairs(allocate(amount, other), other)).toEqual(pairs(allocate(amount, given), given));
      }),
    );
  });

  it('refuses weights below zero, and an amount that nothing takes', () => {
    expect(() => allocate(1, [2, -1])).toThrow(RangeError);
    expect(() => allocate(1, [0, 0])).toThrow(RangeError);
    expect(() => allocate(1, [])).toThrow(RangeError);
  });
});

describe('the share of units', () => {
  it.each([
    [1000, 3, 0, 1, 333],
    [1000, 3, 1, 1, 334],
    [1000, 3, 2, 1, 333],
    [1000, 3, 0, 3, 1000],
    [1000, 3, 3, 0, 0],
    [0, 2, 0, 1, 0],
  ])('of %d for %d, after %d: %d cost %d', (amount, quantity, before, units, share) => {
    expect(shareOfUnits({ amount, quantity }, before, units)).toBe(share);
  });

  it('adds up to the amount, however the units are taken apart', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(parts, fc.nat(largest), (units, amount) => {
        const priced = { amount, quantity: sumOf(units) };
        const shares = units.map((taken, index) => shareOfUnits(priced, sumOf(units.slice(0, index)), taken));
        expect(sumOf(shares)).toBe(amount);
      }),
    );
  });

  it('refuses units that are not there', () => {
    expect(() => shareOfUnits({ amount: 1000, quantity: 3 }, 2, 2)).toThrow(RangeError);
  });
});
