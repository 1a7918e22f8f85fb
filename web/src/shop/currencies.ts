import { ProblemError } from '@arcade/client';

/** A currency as it may stand in an address of ours; whether there is such a one the shop says. */
export const currencyOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^[A-Z]{3}$/.test(text) ? text : undefined;

/** The currencies of a list that stands in no order by price; undefined when something else is wrong. */
export function currenciesToChoose(error: unknown): readonly string[] | undefined {
  if (!(error instanceof ProblemError) || error.code !== 'invalid-request') return undefined;
  const { currencies } = error.problem;
  if (!Array.isArray(currencies)) return undefined;
  const known = currencies.filter((code): code is string => currencyOf(String(code)) === code);
  return known.length === 0 ? undefined : known;
}

/** `EUR` → `Euro (EUR)`, in the reader's language. */
export function currencyName(code: string, language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'currency', fallback: 'none' }).of(code);
  return name === undefined ? code : `${name} (${code})`;
}
