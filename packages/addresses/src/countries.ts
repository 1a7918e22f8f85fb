import { commonRule, type CountryCode, type CountryRule } from './country-rule.ts';
import { countryRules } from './country-rules.ts';

/** Every country of ISO 3166-1, sorted by code. */
export const countryCodes = Object.keys(countryRules) as readonly CountryCode[];

export const isCountryCode = (text: string): text is CountryCode => Object.hasOwn(countryRules, text);

type WholeRule = CountryRule & Required<Pick<CountryRule, keyof typeof commonRule>>;

/** How addresses of the country look; of one that there is not (older addresses have such) as most do. */
export const ruleOf = (countryCode: string): WholeRule => ({
  ...commonRule,
  ...(isCountryCode(countryCode) ? (countryRules[countryCode] as CountryRule) : {}),
});

/** The country's name in a language (BCP 47), e.g. `Germany`. */
export const countryName = (countryCode: string, language = 'en'): string =>
  new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(countryCode) ?? countryCode;
