import { mysqlServiceEnv } from '@arcade/service-defaults';
import * as z from 'zod';

const positive = (fallback: number) => z.coerce.number().int().positive().default(fallback);

export const Config = z.object({
  ...mysqlServiceEnv,
  /** Transactions that serve commands at a time, and how many commands each serves at most when many wait. */
  COMMANDS_PARALLEL: positive(4),
  COMMANDS_TOGETHER: positive(32),
  /** The longest that a cart's or an order's hold may be set to; longer wishes are cut. */
  CART_HOLD_MAX_SECONDS: positive(3600),
  ORDER_HOLD_MAX_SECONDS: positive(86_400),
  /** Units of one product that a cart holds at most: a guest's, a signed-in user's, that of one who has bought before. */
  CART_HOLD_GUEST_UNITS: positive(10),
  CART_HOLD_MEMBER_UNITS: positive(50),
  CART_HOLD_BUYER_UNITS: positive(999),
  /** Units of one product that all guests of one network hold at most. */
  CART_HOLD_GUEST_NETWORK_UNITS: positive(30),
  /** Per cent of a product's units that guests leave to others. */
  CART_HOLD_GUESTS_LEAVE_PERCENT: z.coerce.number().int().min(0).max(100).default(25),
  /** How often activity may extend a cart's hold. */
  CART_HOLD_MAX_EXTENSIONS: z.coerce.number().int().min(0).default(10),
  /** Overdue holds are free at once; this is how soon their rows, events and counters follow. */
  SWEEP_INTERVAL_MS: positive(5000),
  /** Overdue reservations that one transaction ends. */
  SWEEP_BATCH: positive(200),
  /** New levels are told this long after a change, so that those of a hot product go together. */
  ANNOUNCE_DELAY_MS: positive(100),
  /** Ended holds of carts are forgotten after this. */
  ENDED_HOLDS_DAYS: positive(30),
});
export type Config = z.output<typeof Config>;
