import type { Failpoints } from '@arcade/service-defaults';
import type { HoldLimits } from '../domain/cart-hold.ts';
import type { HoldQuotas } from '../domain/hold-quota.ts';
import type { TimedHold } from '../domain/reservation.ts';
import type { CommandRunner } from './command-runner.ts';
import type { StockStore } from './stock-store.ts';

/** The prompt path of expiry. Best effort: what it misses the sweeper finds. */
export interface ExpiryTimers {
  arm(hold: TimedHold, seconds: number): void;
  /** Once the hold has ended. */
  disarm(hold: TimedHold): void;
}

export interface InventoryContext {
  readonly store: StockStore;
  /** Runs the commands that a busy shop sends most. */
  readonly commands: CommandRunner;
  readonly timers: ExpiryTimers;
  readonly failpoints: Failpoints;
  readonly cartLimits: HoldLimits;
  readonly quotas: HoldQuotas;
  readonly orderMaxSeconds: number;
  /** Overdue holds that one transaction ends. */
  readonly sweepBatch: number;
  /** Told how many seconds late each hold ended. */
  readonly onExpired: (lateness: readonly number[]) => void;
}
