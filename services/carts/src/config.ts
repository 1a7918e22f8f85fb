import { CurrencyCode } from '@arcade/contracts';
import { mysqlServiceEnv } from '@arcade/service-defaults';
import * as z from 'zod';
import { mergePolicies } from './domain/merge-carts.ts';
import type { ShippingRate, ShippingRates } from './domain/shipping.ts';

const seconds = (defaultSeconds: number) => z.coerce.number().positive().default(defaultSeconds);
const day = 86_400;

const shippingEntry = /^([A-Z]{3}):(\d{1,12})(?::(\d{1,12}))?$/;

/** `USD:499:5000,JPY:500`: flat rate and, when given, from which amount of goods it is free, in minor units. */
const Shipping = z.string().transform((text, context): ShippingRates => {
  const rates = new Map<string, ShippingRate>();
  for (const entry of text.split(',').filter((part) => part !== '')) {
    const [, currencyCode, flat, freeFrom] = shippingEntry.exec(entry) ?? [];
    if (currencyCode === undefined) {
      context.addIssue({ code: 'custom', message: `"${entry}" is not <currency>:<flat>[:<free from>]` });
      continue;
    }
    rates.set(currencyCode, { flat: Number(flat), freeFrom: freeFrom === undefined ? null : Number(freeFrom) });
  }
  return rates;
});

export const Config = z.object({
  ...mysqlServiceEnv,
  /** Of an empty cart's totals; products bring their own. */
  SHOP_CURRENCY: CurrencyCode.default('USD'),
  SHIPPING_RATES: Shipping.prefault('USD:499:5000,EUR:499:5000,GBP:399:4500,JPY:500:5000'),
  /** How long stock is held after the last activity. */
  CART_HOLD_SECONDS: seconds(900),
  /** How long an order may take to be placed once a cart has been priced for it. */
  CART_CHECKOUT_SECONDS: seconds(60),
  CART_IDLE_SECONDS: seconds(30 * day),
  CART_GUEST_IDLE_SECONDS: seconds(2 * day),
  /** A cart that is still open after this gets the reminder of its expiry; at half its idle time, if that is sooner. */
  CART_WATCH_AFTER_SECONDS: seconds(600),
  /** After this, whatever inventory has not followed is asked again. */
  CART_HOLD_RETRY_SECONDS: seconds(5),
  CART_MERGE_POLICY: z.enum(mergePolicies).default('sum'),
  /** How often the background work looks for something to do. */
  CART_SWEEP_MS: z.coerce.number().int().positive().default(5000),
});
export type Config = z.output<typeof Config>;
