import { describe, expect, it } from '@jest/globals';
import type * as z from 'zod';
import { Address, AddressInput, ShippingAddressInput } from './address.ts';

const doha = { line1: '1 Corniche', city: 'Doha', countryCode: 'QA' };
const faultsOf = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => [path.join('/'), message]);

describe('an address that somebody gives', () => {
  it('has what its country asks for, and nothing that others ask for', () => {
    expect(AddressInput.parse({ ...doha, line2: '' })).toEqual(doha);
    expect(faultsOf(AddressInput, { ...doha, countryCode: 'US' })).toEqual([
      ['region', 'Give a state'],
      ['postalCode', 'Give a ZIP code, such as 95014'],
    ]);
  });

  it.each(['ZZ', 'UK', 'us', 'Germany', ''])('is in no country %p', (countryCode) => {
    expect(faultsOf(AddressInput, { ...doha, countryCode })).toEqual([
      ['countryCode', 'Give the country by its two letters of ISO 3166-1, such as DE'],
    ]);
  });

  it('is refused with parts that nobody knows', () => {
    expect(AddressInput.safeParse({ ...doha, planet: 'Mars' }).success).toBe(false);
  });

  it('has a recipient when a parcel goes there', () => {
    expect(faultsOf(ShippingAddressInput, { ...doha, recipient: ' ' })).toEqual([['recipient', 'Say who receives it']]);
    expect(faultsOf(ShippingAddressInput, doha)).toMatchObject([['recipient', expect.any(String)]]);
    expect(ShippingAddressInput.parse({ ...doha, recipient: 'Ada' })).toEqual({ ...doha, recipient: 'Ada' });
  });
});

describe('an address that was kept', () => {
  it('is read whatever was asked for when it came', () => {
    const old = { line1: '1 Street', city: 'London', postalCode: 'x', countryCode: 'UK' };
    expect(Address.parse(old)).toEqual(old);
  });
});
