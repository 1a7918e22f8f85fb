import type { TimedHold } from '../domain/reservation.ts';
import type { StockStore } from './stock-store.ts';

/** Holds get their timer this long before they end: most are bought or given up before, and need none. */
export const nearSeconds = 60;

/** The prompt path of expiry. Best effort: what it misses the sweeper finds. */
export interface ExpiryTimers {
  arm(hold: TimedHold, seconds: number): void;
  /** Once the hold has ended. */
  disarm(hold: TimedHold): void;
}

export interface TimerContext {
  readonly store: StockStore;
  readonly timers: ExpiryTimers;
}

/** A hold that has just begun, and may end before anybody looks. */
export function armIfNear({ timers }: Pick<TimerContext, 'timers'>, hold: TimedHold, seconds: number): void {
  if (seconds <= nearSeconds) timers.arm(hold, seconds);
}

/** Arms, at each look, what has come near its end since the last one. */
export function createTimerWatch({ store, timers }: TimerContext): () => Promise<void> {
  let since: Date | undefined;
  return async () => {
    const { holds, until } = await store.endingSoon(nearSeconds, since);
    for (const { hold, secondsLeft } of holds) timers.arm(hold, secondsLeft);
    since = until;
  };
}
