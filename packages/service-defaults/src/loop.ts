import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from './logger.ts';

export interface Loop {
  start(): void;
  stop(): Promise<void>;
  /** Runs as soon as possible instead of waiting for the interval. */
  nudge(): void;
}

/**
 * Repeats work: at once, then `intervalMs` after each run (or earlier when nudged), never two runs at a time.
 * Work that answers true has more to do and runs again at once; a number says after how many ms instead. Failures are
 * logged and tried again. It runs in no request's context, so that the deadline of whoever nudges it does not become its
 * own.
 */
export function createLoop(
  name: string,
  intervalMs: number,
  work: () => Promise<boolean | number | undefined | void>,
  logger: Logger,
): Loop {
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = true;
  let again = false;
  let waitMs = intervalMs;

  const outside = AsyncLocalStorage.snapshot();
  const runOnce = async () => {
    again = false;
    waitMs = intervalMs;
    try {
      const result = await work();
      if (result === true) again = true;
      if (typeof result === 'number') waitMs = result;
    } catch (error) {
      again = false;
      logger.warn({ err: error, loop: name }, 'loop failed; it runs again');
    }
  };
  const tick = () => {
    if (stopped || running !== undefined) return;
    clearTimeout(timer);
    running = outside(() =>
      runOnce().finally(() => {
        running = undefined;
        if (stopped) return;
        if (again) tick();
        else timer = setTimeout(tick, waitMs);
      }),
    );
  };
  return {
    start() {
      stopped = false;
      tick();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    nudge() {
      if (running === undefined) tick();
      else again = true;
    },
  };
}
