import type { Money } from '@arcade/contracts';

/** For texts, e.g. `$20.00`; the currency's own number of decimals. */
export function formatMoney({ amount, currencyCode }: Money): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: currencyCode });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
