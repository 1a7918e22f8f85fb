import type { HoldLimits } from '../domain/cart-hold.ts';
import type { HoldQuotas } from '../domain/hold-quota.ts';
import type { TimerContext } from './arm-timers.ts';
import type { CommandRunner } from './command.ts';
import type { SweepContext } from './sweep-holds.ts';

export interface InventoryContext extends SweepContext, TimerContext {
  readonly commands: CommandRunner;
  readonly cartLimits: HoldLimits;
  readonly quotas: HoldQuotas;
  readonly orderMaxSeconds: number;
}
