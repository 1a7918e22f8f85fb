import { labelOf, requiredFields } from './address-form.ts';
import { ruleOf } from './countries.ts';
import type { AddressField, PostalAddress } from './postal-address.ts';
import { findRegion, hasRegionCodes, regionsOf } from './regions.ts';

/** What is wrong with one part of an address, in words for who wrote it. */
export interface AddressFault {
  readonly field: AddressField;
  readonly detail: string;
}

/** The same address as its country writes it: no empty parts, postal code and region in their usual spelling. */
export function normaliseAddress<Address extends PostalAddress>(address: Address): Address {
  const { postalCode, region, countryCode } = address;
  const spelled = {
    ...address,
    ...(postalCode === undefined ? {} : { postalCode: spelledPostalCode(postalCode, ruleOf(countryCode).prefix) }),
    ...(region === undefined ? {} : { region: spelledRegion(address, region) }),
  };
  const filled = Object.entries(spelled).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(filled) as unknown as Address;
}

/** What its country's addresses must have and this one lacks, or has in a shape that cannot be right; none: it is fine. */
export function faultsOf(address: PostalAddress): readonly AddressFault[] {
  const { countryCode } = address;
  const { postalCode: pattern, example } = ruleOf(countryCode);
  const such = example === undefined ? '' : `, such as ${example}`;
  const faults: AddressFault[] = requiredFields(countryCode)
    .filter((field) => (address[field] ?? '') === '')
    .map((field) => {
      const label = inSentence(labelOf(field, countryCode));
      return { field, detail: `Give ${articleOf(label)} ${label}${field === 'postalCode' ? such : ''}` };
    });
  const { postalCode = '', region = '' } = address;
  if (postalCode !== '' && pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(postalCode)) {
    const label = inSentence(labelOf('postalCode', countryCode));
    faults.push({ field: 'postalCode', detail: `This is not ${articleOf(label)} ${label} of that country${such}` });
  }
  const regions = regionsOf(countryCode);
  const [first] = regions;
  if (region !== '' && first !== undefined && hasRegionCodes(regions) && findRegion(regions, region) === undefined) {
    const label = inSentence(labelOf('region', countryCode));
    faults.push({
      field: 'region',
      detail: `Give the ${label} by its code or name, such as ${first.key} or ${first.name}`,
    });
  }
  return faults;
}

const spelledPostalCode = (text: string, prefix = ''): string => {
  const code = text
    .normalize('NFKC')
    .replace(/^〒/, '')
    .replace(/\s+/g, ' ')
    .replace(/[‐‑–—ー−]/g, '-')
    .trim()
    .toUpperCase();
  return prefix !== '' && code.startsWith(prefix) ? code.slice(prefix.length).trim() : code;
};

function spelledRegion({ countryCode }: PostalAddress, text: string): string {
  const regions = regionsOf(countryCode);
  return hasRegionCodes(regions) ? (findRegion(regions, text)?.key ?? text) : text;
}

const articleOf = (label: string) => (/^[aeiou]/i.test(label) ? 'an' : 'a');
/** `State` → `state`, but `ZIP code` and `Eircode` stay. */
const inSentence = (label: string) =>
  /^(?:[A-Z]{2}|Eircode)/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
