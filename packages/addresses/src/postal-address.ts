/** Where something is sent. Which parts there are, and which must be, differs between countries. */
export interface PostalAddress {
  readonly recipient?: string | undefined;
  readonly company?: string | undefined;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly line3?: string | undefined;
  /** A part of the city that has to be named, e.g. a neighbourhood in Brazil. */
  readonly dependentLocality?: string | undefined;
  readonly city?: string | undefined;
  /** State, province, prefecture …: its code where the country has codes for them. */
  readonly region?: string | undefined;
  readonly postalCode?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  /** E.164. */
  readonly phone?: string | undefined;
}

export type AddressField = keyof PostalAddress;
