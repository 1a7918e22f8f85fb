import type { Money } from '@arcade/contracts';

const formats = new Map<string, Intl.NumberFormat>();

/** `{amount: 1999, currencyCode: 'USD'}` → `$19.99`, in the reader's language. */
export function formatMoney({ amount, currencyCode }: Money, locale?: string): string {
  const key = `${locale ?? ''}:${currencyCode}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency: currencyCode });
  formats.set(key, format);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
