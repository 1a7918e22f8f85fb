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
 * Work that answers true has more to do and runs again at once. Failures are logged and tried again. It runs in no
 * request's context, so that the deadline of whoever nudges it does not become its own.
 */
export function createLoop(
  name: string,
  intervalMs: number,
  work: () => Promise<boolean | undefined | void>,
  logger: Logger,
): Loop {
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = true;
  let again = false;

  const outside = AsyncLocalStorage.snapshot();
  const runOnce = async () => {
    again = false;
    try {
      if ((await work()) === true) again = true;
    } catch (error) {
      again = false;
      logger.warn({ err: error, loop: name }, 'loop failed; it goes on');
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
        else timer = setTimeout(tick, intervalMs);
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
