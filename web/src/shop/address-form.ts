import { faultsOf, normaliseAddress } from '@arcade/addresses/check';
import type { Address } from '@arcade/contracts';

type Values = Readonly<Record<string, string>>;

const optionalParts = [
  'company',
  'line2',
  'line3',
  'dependentLocality',
  'city',
  'region',
  'postalCode',
  'phone',
] as const;

/** An address with the name of who takes the parcel. */
export type GivenAddress = Address & { readonly recipient: string };

/** The address in a form's values; what is empty is left out. */
export function addressOf(values: Values): GivenAddress {
  const filled = optionalParts.flatMap((part) => {
    const text = (values[part] ?? '').trim();
    return text === '' ? [] : [[part, part === 'phone' ? text.replace(/[\s()/-]/g, '') : text] as const];
  });
  return {
    recipient: (values['recipient'] ?? '').trim(),
    line1: (values['line1'] ?? '').trim(),
    ...Object.fromEntries(filled),
    countryCode: values['countryCode'] ?? '',
  };
}

/** What a form shows of an address. */
export const valuesOf = (address: Address): Values =>
  Object.fromEntries(Object.entries(address).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));

/** What the country's rules find wrong with a form's address, in a sentence for each part. */
export const addressFaults = (values: Values): ReadonlyMap<string, string> =>
  new Map(faultsOf(normaliseAddress(addressOf(values))).map(({ field, detail }) => [field, `${detail}.`]));
