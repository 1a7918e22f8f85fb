import { countryName, ruleOf } from './countries.ts';
import type { PostalAddress } from './postal-address.ts';

type Letter = 'N' | 'O' | 'A' | 'D' | 'C' | 'S' | 'Z';
type Values = Readonly<Record<Letter, readonly string[]>>;

/** The lines of an address as they stand on a parcel: in the country's order, its name last. */
export function addressLines(address: PostalAddress, language = 'en'): readonly string[] {
  const values = valuesOf(address);
  const lines = formatFor(address, values)
    .split('%n')
    .flatMap((line) => linesOf(line, values));
  return [...lines, countryName(address.countryCode, language)];
}

const given = (...parts: readonly (string | undefined)[]) =>
  parts.filter((part) => part !== undefined && part !== '') as string[];

const valuesOf = (address: PostalAddress): Values => ({
  N: given(address.recipient),
  O: given(address.company),
  A: given(address.line1, address.line2, address.line3),
  D: given(address.dependentLocality),
  C: given(address.city),
  S: given(address.region),
  Z: given(address.postalCode),
});

/** With a line of their own for parts that somebody gave although the country's addresses have none such. */
function formatFor({ countryCode }: PostalAddress, values: Values): string {
  const { format: own, latinFormat = own } = ruleOf(countryCode);
  const format = isLatin(values) ? latinFormat : own;
  const extra = (['D', 'C', 'S', 'Z'] as const).filter(
    (letter) => values[letter].length > 0 && !format.includes(`%${letter}`),
  );
  const isSmallestFirst = format.indexOf('%A') > format.indexOf('%N');
  const parts = ['A' as const, ...extra].map((letter) => `%${letter}`);
  return format.replace('%A', (isSmallestFirst ? parts : parts.toReversed()).join('%n'));
}

const isLatin = ({ A, C, S, D }: Values) =>
  !/\p{L}/u.test([...A, ...C, ...S, ...D].join('').replace(/\p{Script=Latin}/gu, ''));

/** Parts that are not there go with the marks between them and their neighbours. */
function linesOf(line: string, values: Values): readonly string[] {
  const parts = line.split(/(%[NOADCSZX])/).filter((part) => part !== '');
  const textsOf = (part: string): readonly string[] | undefined =>
    part.startsWith('%') ? (values[part.slice(1) as Letter] ?? []) : undefined;
  const isMissing = (part: string | undefined) => part !== undefined && textsOf(part)?.length === 0;
  const lines = [''];
  parts.forEach((part, index) => {
    const texts = textsOf(part);
    const isMark = texts === undefined && !isMissing(parts[index - 1]) && !isMissing(parts[index + 1]);
    const [first = '', ...more] = texts ?? (isMark ? [part] : []);
    lines.push((lines.pop() ?? '') + first, ...more);
  });
  return lines.map((text) => text.trim()).filter((text) => text !== '');
}
