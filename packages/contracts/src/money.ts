import { currencyCodes, isCurrency, isKnownCurrency } from '@arcade/money';
import * as z from 'zod';
import { kindOfText } from './text.ts';

/** An active currency of ISO 4217 that something can be priced in: no metals, no testing codes. */
export const CurrencyCode = kindOfText(
  'currency',
  z
    .string()
    .refine(isCurrency, 'This is not a currency of ISO 4217')
    .meta({ id: 'CurrencyCode', description: 'ISO 4217 code', example: 'USD', enum: [...currencyCodes] }),
  3,
);

/** A currency may have been withdrawn since something was bought in it. */
const CurrencyOfAmount = z
  .string()
  .refine(isKnownCurrency, 'This is not a currency of ISO 4217')
  .meta({ description: 'ISO 4217 code', example: 'USD', pattern: '^[A-Z]{3}$' });

/** An amount in integer minor units of its currency: 1999 USD is 19.99 dollars. */
export const Money = z
  .strictObject({ amount: z.int(), currencyCode: CurrencyOfAmount })
  .meta({ id: 'Money', description: 'Integer minor units of an ISO 4217 currency' });
export type Money = z.infer<typeof Money>;

/** Money of zero or more; prices and totals. */
export const NonNegativeMoney = z
  .strictObject({
    amount: z.int().nonnegative().max(9_000_000_000_000).meta({ example: 1999 }),
    currencyCode: CurrencyCode,
  })
  .meta({ id: 'NonNegativeMoney' });

/** Money of more than zero; refunds. */
export const PositiveMoney = z
  .strictObject({ amount: z.int().positive().max(9_000_000_000_000), currencyCode: CurrencyCode })
  .meta({ id: 'PositiveMoney' });
