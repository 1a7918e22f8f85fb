import type { countryRules } from './country-rules.ts';

/** ISO 3166-1 alpha-2. */
export type CountryCode = keyof typeof countryRules;

/** Words for parts of an address that differ between countries, as the Address Data Service names them. */
export interface PartNames {
  readonly region?: keyof typeof regionLabels;
  readonly city?: keyof typeof cityLabels;
  readonly dependentLocality?: keyof typeof dependentLocalityLabels;
  readonly postalCode?: keyof typeof postalCodeLabels;
}

/** How addresses of a country look; what is left out is as in `commonRule`. */
export interface CountryRule {
  /** `%N` recipient, `%O` company, `%A` lines, `%D` dependent locality, `%C` city, `%S` region, `%Z` postal code, `%n` next line. */
  readonly format?: string;
  /** For addresses in Latin letters, where they are written otherwise. */
  readonly latinFormat?: string;
  /** Letters of the parts that must be there. */
  readonly require?: string;
  /** Regular expression of the whole postal code. */
  readonly postalCode?: string;
  readonly example?: string;
  /** What people write before the postal code although it is not part of it, e.g. `SE-`. */
  readonly prefix?: string;
  readonly names?: PartNames;
}

export const commonRule = { format: '%N%n%O%n%A%n%C', require: 'AC' } satisfies CountryRule;

export const regionLabels = {
  area: 'Area',
  county: 'County',
  department: 'Department',
  district: 'District',
  do_si: 'Province',
  emirate: 'Emirate',
  island: 'Island',
  oblast: 'Oblast',
  parish: 'Parish',
  prefecture: 'Prefecture',
  province: 'Province',
  state: 'State',
} as const;
export const cityLabels = { city: 'City', district: 'District', post_town: 'Town or city', suburb: 'Suburb' } as const;
export const dependentLocalityLabels = {
  district: 'District',
  neighborhood: 'Neighbourhood',
  suburb: 'Suburb',
  townland: 'Townland',
  village_township: 'Village or township',
} as const;
export const postalCodeLabels = {
  eircode: 'Eircode',
  pin: 'PIN code',
  postal: 'Postal code',
  zip: 'ZIP code',
} as const;
