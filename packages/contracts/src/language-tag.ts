import * as z from 'zod';
import { kindOfText } from './text.ts';

/** Language, script, region and variant as OpenAPI can say it; extensions are accepted, too. */
const pattern =
  '^(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))?$';

const canonical = (tag: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
};

/** A language tag of BCP 47, e.g. `en`, `zh-Hant`, `es-419`, `fil`; parsed to its canonical form. */
export const LanguageTag = kindOfText(
  'language tag',
  z
    .string()
    .max(35)
    .refine((tag) => canonical(tag) !== undefined, 'This is not a language tag such as en, pt-BR or zh-Hant')
    .overwrite((tag) => canonical(tag) ?? tag)
    .meta({ pattern, example: 'en' }),
);
