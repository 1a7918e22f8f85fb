export * from './address-form.ts';
export * from './countries.ts';
export type { CountryCode } from './country-rule.ts';
export * from './format-address.ts';
export * from './postal-address.ts';
