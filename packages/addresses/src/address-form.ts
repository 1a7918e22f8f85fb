import { ruleOf } from './countries.ts';
import { cityLabels, dependentLocalityLabels, postalCodeLabels, regionLabels } from './country-rule.ts';
import type { AddressField } from './postal-address.ts';

/** One field of a form for an address. */
export interface FormField {
  readonly field: AddressField;
  /** The country's word for it, e.g. `Prefecture`. */
  readonly label: string;
  readonly isRequired: boolean;
  /** What a right value looks like, where that is known. */
  readonly example?: string;
  /** Token for HTML's `autocomplete`. */
  readonly autocomplete: string;
}

/** The letter of a part in formats, as a field. Lines are three. */
const fieldsOfLetter: Readonly<Record<string, readonly AddressField[]>> = {
  N: ['recipient'],
  O: ['company'],
  A: ['line1', 'line2', 'line3'],
  D: ['dependentLocality'],
  C: ['city'],
  S: ['region'],
  Z: ['postalCode'],
};
const lettersOfRequired: Readonly<Record<string, AddressField>> = {
  A: 'line1',
  C: 'city',
  S: 'region',
  Z: 'postalCode',
};

const autocompletes: Readonly<Record<AddressField, string>> = {
  recipient: 'name',
  company: 'organization',
  line1: 'address-line1',
  line2: 'address-line2',
  line3: 'address-line3',
  dependentLocality: 'address-level3',
  city: 'address-level2',
  region: 'address-level1',
  postalCode: 'postal-code',
  countryCode: 'country',
  phone: 'tel',
};

/** The country's word for a part of an address. */
export function labelOf(field: AddressField, countryCode: string): string {
  const { names = {} } = ruleOf(countryCode);
  switch (field) {
    case 'region':
      return regionLabels[names.region ?? 'province'];
    case 'city':
      return cityLabels[names.city ?? 'city'];
    case 'dependentLocality':
      return dependentLocalityLabels[names.dependentLocality ?? 'suburb'];
    case 'postalCode':
      return postalCodeLabels[names.postalCode ?? 'postal'];
    case 'recipient':
      return 'Recipient';
    case 'company':
      return 'Company';
    case 'line1':
      return 'Street and number';
    case 'line2':
      return 'Second line';
    case 'line3':
      return 'Third line';
    case 'countryCode':
      return 'Country';
    case 'phone':
      return 'Phone';
  }
}

/** Parts that an address of the country must have, beside the country itself. */
export const requiredFields = (countryCode: string): readonly AddressField[] =>
  ruleOf(countryCode)
    .require.split('')
    .flatMap((letter) => lettersOfRequired[letter] ?? []);

/** The fields of an address in the order in which the country's people write them in Latin letters. */
export function addressForm(countryCode: string): readonly FormField[] {
  const { format, latinFormat, example } = ruleOf(countryCode);
  const required = new Set<AddressField>(['recipient', ...requiredFields(countryCode)]);
  const letters = [...(latinFormat ?? format).matchAll(/%([NOADCSZ])/g)].map(([, letter = '']) => letter);
  return letters
    .flatMap((letter) => fieldsOfLetter[letter] ?? [])
    .map((field) => ({
      field,
      label: labelOf(field, countryCode),
      isRequired: required.has(field),
      ...(field === 'postalCode' && example !== undefined ? { example } : {}),
      autocomplete: autocompletes[field],
    }));
}
