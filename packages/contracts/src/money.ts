import * as z from 'zod';

/** ISO 4217 alphabetic code. */
export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ id: 'CurrencyCode', description: 'ISO 4217 code', example: 'USD' });

/** An amount in integer minor units of its currency: 1999 USD is 19.99 dollars. */
export const Money = z
  .strictObject({ amount: z.int(), currencyCode: CurrencyCode })
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
