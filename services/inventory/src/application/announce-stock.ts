import { createLoop, type Logger, type Loop } from '@arcade/service-defaults';
import { stockChanged } from '../domain/stock.ts';
import type { StockStore } from './stock-store.ts';

const batch = 200;
/** For what this process has not changed itself, or not lived to tell. */
const backstopMs = 10_000;

export interface Announcer extends Loop {
  /** Levels have changed: tells of them after the delay, with whatever else has changed by then. */
  soon(): void;
}

/**
 * Tells the shop of stock that has changed. The change itself only marks the row: were the event written with it, a
 * hot product's row would be locked longer, and nobody needs every level in between.
 */
export function createAnnouncer(announce: StockStore['announce'], delayMs: number, logger: Logger): Announcer {
  const work = async () => (await announce(batch, stockChanged)) >= batch;
  const loop = createLoop('announce-stock', backstopMs, work, logger);
  let waiting: NodeJS.Timeout | undefined;
  return {
    ...loop,
    soon() {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        loop.nudge();
      }, delayMs);
    },
    async stop() {
      clearTimeout(waiting);
      await loop.stop();
    },
  };
}
