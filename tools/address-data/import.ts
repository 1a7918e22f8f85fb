import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/** What Google's Address Data Service says of a country, as far as it is used here. */
interface Entry {
  readonly fmt?: string;
  readonly lfmt?: string;
  readonly require?: string;
  readonly zip?: string;
  readonly zipex?: string;
  readonly postprefix?: string;
  readonly state_name_type?: string;
  readonly locality_name_type?: string;
  readonly sublocality_name_type?: string;
  readonly zip_name_type?: string;
  readonly sub_keys?: string;
  readonly sub_names?: string;
  readonly sub_lnames?: string;
}

/** Territories with a postal system of their own that are not in ISO 3166-1, and the rule for all others. */
const notCountries = new Set(['AC', 'TA', 'XK', 'ZZ']);
const packageSource = join(import.meta.dirname, '..', '..', 'packages', 'addresses', 'src');

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: import.ts FOLDER, with one file of the service for each country');

const entries = readdirSync(folder)
  .filter((name) => /^[a-z]{2}\.json$/.test(name))
  .map((name) => name.slice(0, 2).toUpperCase())
  .filter((code) => !notCountries.has(code))
  .toSorted()
  .map((code) => [code, entryOf(code)] as const);

function entryOf(code: string): Entry {
  const file = JSON.parse(readFileSync(join(folder as string, `${code.toLowerCase()}.json`), 'utf8')) as Record<
    string,
    Entry
  >;
  return file[code] ?? {};
}

/** Without what is the same for most countries. */
const ruleOf = (entry: Entry) => ({
  format: entry.fmt?.replaceAll('%n%n', '%n'),
  latinFormat: entry.lfmt === entry.fmt ? undefined : entry.lfmt,
  require: entry.require,
  postalCode: entry.zip,
  example: entry.zipex?.split(',')[0],
  prefix: entry.postprefix,
  names: namesOf(entry),
});

function namesOf(entry: Entry) {
  const names = {
    region: entry.state_name_type,
    city: entry.locality_name_type,
    dependentLocality: entry.sublocality_name_type,
    postalCode: entry.zip_name_type,
  };
  return Object.values(names).some((name) => name !== undefined) ? names : undefined;
}

/** Code or name of each region; with its Latin or full name where that is another. */
function regionsOf({ sub_keys: keys, sub_names: names, sub_lnames: latin }: Entry) {
  const fullNames = (latin ?? names)?.split('~');
  return keys?.split('~').map((key, index) => {
    const name = fullNames?.[index];
    return name === undefined || name === key ? [key] : [key, name];
  });
}

const header =
  '// Made by tools/address-data from the Address Data Service (CC BY 4.0); see the README of this package.\n';

async function write(name: string, text: string): Promise<void> {
  const path = join(packageSource, name);
  writeFileSync(path, await format(header + text, { ...(await resolveConfig(path)), parser: 'typescript' }));
}

const literal = (value: unknown) => JSON.stringify(value);
const codes = entries.map(([code]) => code);
const regions = entries.flatMap(([code, entry]) => {
  // Where the regions are part of an address at all.
  const known = entry.fmt?.includes('%S') === true ? regionsOf(entry) : undefined;
  return known === undefined ? [] : [[code, known] as const];
});

await write(
  'country-rules.ts',
  `import type { CountryRule } from './country-rule.ts';
/** Every country of ISO 3166-1, by its alpha-2 code. */
export const countryRules = ${literal(Object.fromEntries(entries.map(([code, entry]) => [code, ruleOf(entry)])))} as const satisfies Readonly<Record<string, CountryRule>>;`,
);
await write(
  'country-regions.ts',
  `import type { CountryCode } from './country-rule.ts';
/** What a region is called in an address: its code or name and, where that is another, its full or Latin name. */
export const countryRegions: { readonly [Code in CountryCode]?: readonly (readonly [key: string, name?: string])[] } = ${literal(Object.fromEntries(regions))};`,
);
console.log(`${codes.length} countries, regions of ${regions.length}`);
