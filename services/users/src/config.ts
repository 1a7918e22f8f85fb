import { availableParallelism } from 'node:os';
import { maximumSessionSeconds } from '@arcade/contracts';
import { mongoServiceEnv } from '@arcade/service-defaults';
import * as z from 'zod';

const whole = z.coerce.number().int();

export const Config = z
  .object({
    ...mongoServiceEnv,
    /** Where mails are handed over, e.g. `smtp://user:password@mail.example:587`. */
    SMTP_URL: z.url(),
    MAIL_FROM: z.string().default('Arcade <no-reply@arcade.shop>'),
    /** Where people reach the shop; links in mails begin with it. */
    PUBLIC_URL: z.url(),
    SESSION_SECONDS: whole.min(60).max(maximumSessionSeconds).default(1_209_600),
    /** How long a link works that proves an address, the first or a new one. */
    VERIFICATION_HOURS: whole.min(1).max(168).default(24),
    /** How long a link for a new password works. */
    PASSWORD_RESET_MINUTES: whole.min(5).max(1440).default(60),
    /** argon2id; the lower bounds are those below which passwords are no longer well kept. */
    ARGON2_MEMORY_KIB: whole.min(19_456).default(65_536),
    ARGON2_ITERATIONS: whole.min(2).default(3),
    ARGON2_PARALLELISM: whole.min(1).default(1),
    /** Hashes at a time; each takes a core and its memory. */
    HASH_CONCURRENCY: whole.min(1).default(availableParallelism()),
    /** Requests that may wait for a hash; more are refused as overloaded. */
    HASH_QUEUE: whole.min(0).default(40),
    /** Failed sign-ins to one account from one network, or from one device that it knows, before they have to wait. */
    LOGIN_FREE_FAILURES: whole.min(1).default(4),
    /** The first wait; it doubles with each further failure, up to the longest. */
    LOGIN_FIRST_DELAY_SECONDS: whole.min(1).default(1),
    LOGIN_MAX_DELAY_SECONDS: whole.min(1).default(300),
    /** Failed sign-ins to one account from everywhere it does not know, before all of these have to wait. */
    LOGIN_ACCOUNT_FREE_FAILURES: whole.min(1).default(20),
    /** Failed sign-ins from one network, to whichever accounts, before it has to wait. */
    LOGIN_FAILURES_PER_IP: whole.min(1).default(100),
    /** An administrator created at start when there is none. */
    BOOTSTRAP_ADMIN_EMAIL: z.email().optional(),
    BOOTSTRAP_ADMIN_PASSWORD: z.string().min(10).max(200).optional(),
  })
  .refine(
    ({ BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password }) =>
      (email === undefined) === (password === undefined),
    { path: ['BOOTSTRAP_ADMIN_EMAIL'], message: 'needs BOOTSTRAP_ADMIN_PASSWORD beside it, and the other way round' },
  );
export type Config = z.output<typeof Config>;
