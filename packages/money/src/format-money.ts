import { minorDigits } from './currencies.ts';
import { toDecimal } from './decimal.ts';

/** An amount in integer minor units of an ISO 4217 currency. */
export interface Amount {
  readonly amount: number;
  readonly currencyCode: string;
}

const formats = new Map<string, Intl.NumberFormat>();

/** What a reader sees of a currency has its own digits by habit (none for HUF); money has those of ISO 4217. */
function formatOf(locale: string | undefined, currency: string): Intl.NumberFormat {
  const key = `${locale ?? ''}:${currency}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const digits = minorDigits(currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(key, format);
  return format;
}

/**
 * For people, in the language of `locale` (the reader's without one): 1999 USD is `$19.99`, 5000000 HUF `HUF 50,000.00`.
 * @throws RangeError for what is not a currency
 */
export const formatMoney = (money: Amount, locale?: string): string =>
  formatOf(locale, money.currencyCode).format(toDecimal(money) as Intl.StringNumericLiteral);
