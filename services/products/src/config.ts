import { availableParallelism } from 'node:os';
import { mongoServiceEnv } from '@arcade/service-defaults';
import * as z from 'zod';

const whole = z.coerce.number().int();

export const Config = z.object({
  ...mongoServiceEnv,
  /** Photos decoded and encoded at a time; each takes a core and up to 160 MB. */
  IMAGE_CONCURRENCY: whole.min(1).default(Math.max(1, availableParallelism() - 1)),
  /** Uploads in memory at a time, 15 MB each at most; more are refused as overloaded. */
  UPLOADS_AT_ONCE: whole.min(1).default(16),
  /** Of these, one merchant's; some more of theirs wait, unread. */
  UPLOADS_PER_MERCHANT: whole.min(1).default(2),
  /** How long a photo may take to arrive. */
  UPLOAD_SECONDS: z.coerce.number().positive().default(60),
  /** Bytes of photos kept in memory. */
  IMAGE_CACHE_BYTES: whole.min(0).default(33_554_432),
  /** Whether a customer's review is shown at once or waits for an administrator. */
  REVIEWS: z.enum(['publish', 'moderate']).default('publish'),
  /** Reviews that one person may report in 24 hours. */
  REPORTS_PER_DAY: whole.min(1).default(20),
  PHOTOS_PER_PRODUCT: whole.min(1).max(100).default(24),
});
export type Config = z.output<typeof Config>;
