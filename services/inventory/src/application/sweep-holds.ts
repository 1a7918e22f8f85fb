import type { ProductId } from '@arcade/contracts';
import type { Failpoints } from '@arcade/service-defaults';
import { endCart } from '../domain/cart-changes.ts';
import { endManual } from '../domain/manual-changes.ts';
import { changeOrder } from '../domain/order-changes.ts';
import { decideExpiry } from '../domain/order-reservation.ts';
import type { TimedHold } from '../domain/reservation.ts';
import { joinChanges, type StockChanges } from '../domain/stock-changes.ts';
import { nearSeconds, type TimerContext } from './arm-timers.ts';
import type { DueFilter, DueHolds, StockStore } from './stock-store.ts';

export interface SweepContext {
  readonly store: StockStore;
  readonly failpoints: Failpoints;
  /** Overdue holds that one transaction ends. */
  readonly sweepBatch: number;
  /** Told how many seconds late each hold ended. */
  readonly onExpired: (lateness: readonly number[]) => void;
}

const reason = 'expired';

/** Ends overdue holds, some at a time. True when there may be more. */
export async function sweepHolds(ctx: SweepContext): Promise<boolean> {
  const ended = await endDue(ctx, { kind: 'any', limit: ctx.sweepBatch });
  return ended >= ctx.sweepBatch;
}

/** Somebody needs the units that overdue holds of these products still count. */
export const sweepProducts = (ctx: SweepContext, productIds: readonly ProductId[]): Promise<number> =>
  endDue(ctx, { kind: 'products', productIds, limit: ctx.sweepBatch });

/** A timer has fired: ends its hold, or waits on when activity has moved the time. */
export async function onTimer(ctx: SweepContext & TimerContext, hold: TimedHold): Promise<void> {
  await endDue(ctx, { kind: 'one', hold });
  const left = await ctx.store.secondsLeft(hold);
  if (left === undefined || left > nearSeconds) ctx.timers.disarm(hold);
  else ctx.timers.arm(hold, left);
}

async function endDue(ctx: SweepContext, filter: DueFilter): Promise<number> {
  const outcome = await ctx.store.transaction(async (tx) => {
    const due = await tx.lockDue(filter);
    if (due.lateness.length > 0) await tx.write(endOf(due));
    await ctx.failpoints.hit('inventory.before-sweep-commit');
    return due.lateness;
  });
  if (outcome.kind === 'conflict') return 0;
  ctx.onExpired(outcome.result);
  return outcome.result.length;
}

const endOf = ({ orders, carts, manual }: DueHolds): StockChanges =>
  joinChanges([
    ...orders.flatMap(({ order, rows }) => {
      const step = decideExpiry(order);
      return step === undefined ? [] : [changeOrder(order, rows, step, { reason })];
    }),
    ...carts.map(({ cart, rows }) => endCart(cart, rows, 'expire', reason)),
    ...manual.map((row) => endManual(row, 'expire', reason)),
  ]);
