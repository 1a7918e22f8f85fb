import type { Money } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';

/** What is said of a price that has just changed; undefined when it is the same after all. */
export function priceNews(was: Money, now: Money): string | undefined {
  if (was.currencyCode !== now.currencyCode) return `The price is ${formatMoney(now)} now.`;
  if (was.amount === now.amount) return undefined;
  const direction = now.amount < was.amount ? 'fallen' : 'risen';
  return `The price has just ${direction}, from ${formatMoney(was)} to ${formatMoney(now)}.`;
}
