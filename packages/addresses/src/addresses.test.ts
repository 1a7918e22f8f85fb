import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addressForm, labelOf, requiredFields } from './address-form.ts';
import { faultsOf, normaliseAddress } from './check-address.ts';
import { countryCodes, countryName, isCountryCode } from './countries.ts';
import { addressLines } from './format-address.ts';
import type { PostalAddress } from './postal-address.ts';
import { regionsOf } from './regions.ts';

const faults = (address: PostalAddress) =>
  faultsOf(normaliseAddress(address)).map(({ field, detail }) => `${field}: ${detail}`);

/** One that its country accepts. */
const goodAddress = (countryCode: string): PostalAddress => ({
  recipient: 'Ada Lovelace',
  line1: '1 Example Way',
  ...Object.fromEntries(
    addressForm(countryCode).flatMap(({ field, example }): [string, string][] => {
      if (field === 'city' || field === 'dependentLocality') return [[field, `Some ${field}`]];
      if (field === 'region') return [[field, regionsOf(countryCode)[0]?.key ?? 'Some region']];
      return field === 'postalCode' && example !== undefined ? [[field, example]] : [];
    }),
  ),
  countryCode,
});

describe('countries', () => {
  it('are those of ISO 3166-1, and no others', () => {
    expect(countryCodes).toHaveLength(249);
    for (const code of ['US', 'GB', 'AQ', 'SS', 'TW', 'HM']) expect(isCountryCode(code)).toBe(true);
    for (const code of ['ZZ', 'UK', 'EU', 'XK', 'AC', 'TA', 'SU', 'us', '', 'toString'])
      expect(isCountryCode(code)).toBe(false);
    expect(countryName('DE')).toBe('Germany');
    expect(countryName('ZZ')).toBeDefined();
  });

  it.each(countryCodes.map((code) => [code]))(
    '%s: an address with all its parts is fine, and lacks each that it must have',
    (code) => {
      const address = goodAddress(code);
      expect(faults(address)).toEqual([]);
      for (const field of requiredFields(code)) {
        for (const value of [undefined, '']) {
          expect(faultsOf(normaliseAddress({ ...address, [field]: value }))).toMatchObject([{ field }]);
        }
      }
    },
  );
});

describe('what an address must have', () => {
  const street = { recipient: 'R', line1: '1 Street' };
  it.each([
    ['Qatar: no postal code', { ...street, city: 'Doha', countryCode: 'QA' }, []],
    ['Ireland: an Eircode if you like', { ...street, city: 'Dublin', countryCode: 'IE' }, []],
    ['Ireland: a right one', { ...street, city: 'Dublin', postalCode: 'a65f4e2', countryCode: 'IE' }, []],
    [
      'Ireland: no wrong one',
      { ...street, city: 'Dublin', postalCode: '12345', countryCode: 'IE' },
      ['postalCode: This is not an Eircode of that country, such as A65 F4E2'],
    ],
    ['Hong Kong: an area', { ...street, city: 'Central', countryCode: 'HK' }, ['region: Give an area']],
    ['Singapore: no city', { ...street, postalCode: '546080', countryCode: 'SG' }, []],
    [
      'United States: state and ZIP code',
      { ...street, city: 'Springfield', countryCode: 'US' },
      ['region: Give a state', 'postalCode: Give a ZIP code, such as 95014'],
    ],
    [
      'United States: a state that there is',
      { ...street, city: 'X', region: 'ZZ', postalCode: '95014', countryCode: 'US' },
      ['region: Give the state by its code or name, such as AL or Alabama'],
    ],
    ['Japan: a prefecture', { ...street, postalCode: '154-0023', countryCode: 'JP' }, ['region: Give a prefecture']],
    [
      'India: a PIN code',
      { ...street, city: 'Agra', region: 'Uttar Pradesh', countryCode: 'IN' },
      ['postalCode: Give a PIN code, such as 110034'],
    ],
    ['no such country', { ...street, city: 'X', countryCode: 'ZZ' }, []],
  ])('in %s', (_, address, expected) => {
    expect(faults(address)).toEqual(expected);
  });
});

describe('normaliseAddress', () => {
  it('spells postal codes and regions as the country does, and leaves out what is empty', () => {
    const us = { line1: 'x', line2: '', city: 'X', region: 'california', postalCode: ' 95014 ', countryCode: 'US' };
    expect(normaliseAddress(us)).toEqual({
      line1: 'x',
      city: 'X',
      region: 'CA',
      postalCode: '95014',
      countryCode: 'US',
    });
    expect(normaliseAddress({ line1: 'x', postalCode: '〒１５４－００２３', countryCode: 'JP' }).postalCode).toBe(
      '154-0023',
    );
    expect(normaliseAddress({ line1: 'x', postalCode: 'SE-113  49', countryCode: 'SE' }).postalCode).toBe('113 49');
    expect(normaliseAddress({ line1: 'x', region: 'sao paulo', countryCode: 'BR' }).region).toBe('SP');
    expect(normaliseAddress({ line1: 'x', region: 'Tokyo', countryCode: 'JP' }).region).toBe('Tokyo');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...countryCodes), fc.string(), fc.string(), (countryCode, postalCode, region) => {
        const once = normaliseAddress({ line1: 'x', postalCode, region, countryCode });
        expect(normaliseAddress(once)).toEqual(once);
      }),
    );
  });
});

describe('addressLines', () => {
  it.each([
    ['US', ['Ada Lovelace', '1 Example Way', 'Some city, AL 95014', 'United States']],
    ['DE', ['Ada Lovelace', '1 Example Way', '26133 Some city', 'Germany']],
    ['SG', ['Ada Lovelace', '1 Example Way', 'SINGAPORE 546080', 'Singapore']],
    ['BR', ['Ada Lovelace', '1 Example Way', 'Some dependentLocality', 'Some city-AC', '40301-110', 'Brazil']],
  ])('of %s stand in its order', (countryCode, lines) => {
    expect(addressLines(goodAddress(countryCode))).toEqual(lines);
  });

  it('follow the letters they are written in', () => {
    const japan = {
      recipient: '山田太郎',
      line1: '若林1-1',
      region: '東京都',
      postalCode: '154-0023',
      countryCode: 'JP',
    };
    expect(addressLines({ ...japan, city: '世田谷区' })).toEqual([
      '〒154-0023',
      '東京都',
      '世田谷区',
      '若林1-1',
      '山田太郎',
      'Japan',
    ]);
    expect(addressLines({ ...japan, line1: '1-1 Wakabayashi', region: 'Tokyo' })).toEqual([
      '山田太郎',
      '1-1 Wakabayashi, Tokyo',
      '154-0023',
      'Japan',
    ]);
  });

  it('leave out marks beside what is missing', () => {
    expect(addressLines({ line1: 'a', city: 'b', countryCode: 'US' })).toEqual(['a', 'b', 'United States']);
    expect(addressLines({ line1: 'a', city: 'b', countryCode: 'FI' })).toEqual(['a', 'b', 'Finland']);
  });

  it('show every part that was given, whatever the country', () => {
    const part = fc.stringMatching(/^[a-z]{3,8}$/);
    const parts = fc.record({
      recipient: part,
      company: part,
      line1: part,
      line2: part,
      dependentLocality: part,
      city: part,
      region: part,
      postalCode: part,
    });
    fc.assert(
      fc.property(fc.constantFrom(...countryCodes, 'ZZ'), parts, (countryCode, given) => {
        const text = addressLines({ ...given, countryCode }).join('\n');
        for (const value of Object.values(given)) expect(text).toContain(value);
      }),
    );
  });
});

describe('addressForm', () => {
  it('has the country’s words, in its order', () => {
    const labels = (code: string) =>
      addressForm(code).map(({ label, isRequired }) => (isRequired ? label : `(${label})`));
    expect(labels('US')).toEqual([
      'Recipient',
      '(Company)',
      'Street and number',
      '(Second line)',
      '(Third line)',
      'City',
      'State',
      'ZIP code',
    ]);
    expect(labels('HK')).toEqual([
      'Recipient',
      '(Company)',
      'Street and number',
      '(Second line)',
      '(Third line)',
      '(District)',
      'Area',
    ]);
    expect(labelOf('region', 'JP')).toBe('Prefecture');
    expect(labelOf('postalCode', 'IE')).toBe('Eircode');
  });
});
