import { countryCodes, isCountryCode } from '@arcade/addresses';
import { faultsOf, normaliseAddress } from '@arcade/addresses/check';
import * as z from 'zod';
import { kindOfText, line } from './text.ts';

const part = (max: number) => line(max, { min: 0 });

/** E.164. */
export const PhoneNumber = kindOfText(
  'phone number',
  z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'Give a phone number with its country, such as +15555550100')
    .meta({ id: 'PhoneNumber', description: 'E.164', example: '+15555550100' }),
  16,
);

export const CountryCode = kindOfText(
  'country',
  z
    .string()
    .refine((code) => isCountryCode(code), {
      error: 'Give the country by its two letters of ISO 3166-1, such as DE',
      abort: true,
    })
    .meta({ id: 'CountryCode', description: 'ISO 3166-1 alpha-2', enum: countryCodes, example: 'DE' }),
  2,
);

const parts = {
  recipient: part(100).optional(),
  company: part(100).optional(),
  line1: line(200, { missing: 'Give a street and number, or what stands for them' }),
  line2: part(200).optional(),
  line3: part(200).optional(),
  /** A part of the city that has to be named, e.g. a neighbourhood in Brazil. */
  dependentLocality: part(100).optional(),
  city: part(100).optional(),
  /** State, province, prefecture …; by its code where the country has codes for them. */
  region: part(100).optional(),
  postalCode: part(20).optional(),
  countryCode: z.string().regex(/^[A-Z]{2}$/),
  phone: PhoneNumber.optional(),
} as const;

/** An address as it is kept: as the country's rules were when it came, and older ones without what was not asked then. */
export const Address = z.object(parts).meta({ id: 'Address' });
export type Address = z.infer<typeof Address>;

type Parts = z.ZodType<Address, Address>;

/** The parts that addresses of the country must have are there, each spelled as it is there. */
const byCountry = <Schema extends Parts>(schema: Schema) =>
  schema.check((context) => {
    context.value = normaliseAddress(context.value);
    for (const { field, detail } of faultsOf(context.value)) {
      context.issues.push({ code: 'custom', input: context.value, path: [field], message: detail });
    }
  });

const example = {
  recipient: 'Robin Example',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postalCode: '10117',
  countryCode: 'DE',
};

/** An address that somebody gives. */
export const AddressInput = byCountry(z.strictObject({ ...parts, countryCode: CountryCode })).meta({
  id: 'AddressInput',
  example,
  description: 'Which parts there must be differs between countries: the problem names them in the country’s words',
});

/** Where a parcel goes: somebody has to take it. */
export const ShippingAddressInput = byCountry(
  z.strictObject({ ...parts, countryCode: CountryCode, recipient: line(100, { missing: 'Say who receives it' }) }),
).meta({ id: 'ShippingAddressInput', example });
