import { mysqlServiceEnv } from '@arcade/service-defaults';
import * as z from 'zod';

const positive = (fallback: number) => z.coerce.number().positive().default(fallback);
const whole = (fallback: number) => z.coerce.number().int().positive().default(fallback);

export const Config = z.object({
  ...mysqlServiceEnv,
  /** How long an order can be paid. */
  ORDER_PAY_MINUTES: positive(15),
  /** How long after that an order waits for a provider that is still deciding. */
  ORDER_PAYMENT_GRACE_SECONDS: positive(600),
  /** How long after its delivery something can come back as a matter of course. */
  ORDER_RETURN_DAYS: positive(14),
  /** How often the driver looks for deadlines, and for what another process has left. */
  SAGA_POLL_MS: whole(2000),
  /** Orders that one process works on at the same time. */
  SAGA_CONCURRENCY: whole(16),
  RECONCILE_INTERVAL_SECONDS: positive(60),
  /** After which time without news an unpaid order's payment is asked for. */
  RECONCILE_QUIET_SECONDS: positive(60),
  /** After which time without progress a saga alarms. */
  SAGA_ALARM_SECONDS: positive(600),
});
export type Config = z.output<typeof Config>;
