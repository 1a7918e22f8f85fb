import * as z from 'zod';

/** The sandbox stands for a foreign company: it shares no setting with the shop but the webhook secret. */
export const SandboxConfig = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535),
  HOST: z.string().default('127.0.0.1'),
  /** Where its ledger lies. */
  SANDBOX_DATA_DIR: z.string().min(1),
  SANDBOX_WEBHOOK_SECRET: z.string().min(16),
  /** Where events go; none are sent without it. */
  SANDBOX_WEBHOOK_URL: z.url().optional(),
  /** How a shopper's browser reaches the page of the extra step. */
  SANDBOX_PUBLIC_URL: z.url().optional(),
});
export type SandboxConfig = z.output<typeof SandboxConfig>;
