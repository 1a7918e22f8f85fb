import { minorDigits } from './currencies.ts';
import type { Amount } from './format-money.ts';

/** Minor units as a plain decimal of the major one: 1999 USD is `19.99`, 1999 JPY `1999`, -5 KWD `-0.005`. */
export function toDecimal({ amount, currencyCode }: Amount): string {
  const digits = minorDigits(currencyCode);
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Minor units of a plain decimal (`.` before the fraction, no grouping): `19.9` USD is 1990.
 * @returns undefined for what is no decimal, has more digits than the currency, or is too large to be exact
 * @throws RangeError for what is not a currency
 */
export function parseDecimal(text: string, currencyCode: string): number | undefined {
  const digits = minorDigits(currencyCode);
  const [, sign = '', major = '', fraction = ''] = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(text) ?? [];
  if (major === '' || fraction.length > digits) return undefined;
  const amount = Number(`${major}${fraction.padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(amount)) return undefined;
  return sign === '-' && amount !== 0 ? -amount : amount;
}
