import { describe, expect, it } from '@jest/globals';
import { formatMoney } from './format-money.ts';

describe('formatMoney', () => {
  it.each([
    [1999, 'USD', '$19.99'],
    [5, 'USD', '$0.05'],
    [1999, 'JPY', '¥1,999'],
    [1999, 'KWD', 'KWD 1.999'],
    [-250, 'EUR', '-€2.50'],
  ])('%d minor units of %s are %s', (amount, currencyCode, text) => {
    expect(formatMoney({ amount, currencyCode }, 'en-US').replace('\u00A0', ' ')).toBe(text);
  });
});
