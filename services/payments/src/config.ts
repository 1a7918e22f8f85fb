import { mysqlServiceEnv } from '@arcade/service-defaults';
import * as z from 'zod';

const seconds = (defaultSeconds: number) => z.coerce.number().positive().default(defaultSeconds);

export const Config = z
  .object({
    ...mysqlServiceEnv,
    /** Where shoppers reach the shop; they come back to it after a step. */
    PUBLIC_URL: z.url(),
    PAYMENT_PROVIDER: z.enum(['sandbox', 'stripe']).default('sandbox'),
    SANDBOX_URL: z.url().optional(),
    SANDBOX_WEBHOOK_SECRET: z.string().min(16).optional(),
    STRIPE_API_KEY: z.string().min(1).optional(),
    STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
    /** Tags our charges at the provider; another shop on the same account has another one. */
    PAYMENT_SCOPE: z
      .string()
      .regex(/^[\w-]{1,40}$/)
      .default('arcade'),
    PROVIDER_TIMEOUT_MS: z.coerce.number().int().positive().default(4000),
    PAYMENT_MAX_ATTEMPTS: z.coerce.number().int().positive().default(5),
    /** How often an undecided payment may be asked about at the provider. */
    PAYMENT_REFRESH_SECONDS: seconds(1),
    RECONCILE_INTERVAL_SECONDS: seconds(60),
    /** Younger ones are left to those who work on them. */
    RECONCILE_QUIET_SECONDS: seconds(10),
    /** How far back passes compare charges; what is older and not in order is looked at by itself. */
    RECONCILE_WINDOW_SECONDS: seconds(86_400),
    /** After this a payment that the provider does not know has failed. */
    PAYMENT_GIVE_UP_SECONDS: seconds(300),
  })
  .superRefine((config, context) => {
    const needed =
      config.PAYMENT_PROVIDER === 'sandbox'
        ? (['SANDBOX_URL', 'SANDBOX_WEBHOOK_SECRET'] as const)
        : (['STRIPE_API_KEY', 'STRIPE_WEBHOOK_SECRET'] as const);
    for (const name of needed) {
      if (config[name] === undefined) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `needed with PAYMENT_PROVIDER=${config.PAYMENT_PROVIDER}`,
        });
      }
    }
  });
export type Config = z.output<typeof Config>;
