import type { OrderId } from '@arcade/contracts';
import { createLoop, detachTrace, type Logger, type Loop } from '@arcade/service-defaults';
import type { OrderRepository, StoredOrder } from './order-repository.ts';

export interface DriverOptions {
  readonly orders: Pick<OrderRepository, 'claim' | 'claimDue'>;
  readonly run: (claimed: StoredOrder) => Promise<unknown>;
  readonly logger: Logger;
  /** Runs at the same time in this process. */
  readonly concurrency: number;
  readonly pollMs: number;
}

export interface SagaDriver extends Loop {
  /** Works on this order as soon as there is a free hand. */
  advance(orderId: OrderId, known?: StoredOrder): void;
}

interface Waiting {
  readonly known: StoredOrder | undefined;
  /** Runs work in the trace of what set this order going, by nobody's deadline. */
  readonly detached: ReturnType<typeof detachTrace>;
}

/**
 * Works on orders at once when something happened to them, and looks for those that are due: deadlines, pauses that are
 * over, and what a process left that is gone.
 */
export function createSagaDriver({ orders, run, logger, concurrency, pollMs }: DriverOptions): SagaDriver {
  const waiting = new Map<OrderId, Waiting>();
  const working = new Set<Promise<void>>();
  let stopped = false;

  const claimAndRun = async (orderId: OrderId, known: StoredOrder | undefined) => {
    const claimed = (await orders.claim(orderId, known)) ?? (known && (await orders.claim(orderId)));
    if (claimed !== undefined) await run(claimed);
  };
  const work = (task: () => Promise<unknown>) => {
    const running: Promise<void> = attempt(task).finally(() => {
      working.delete(running);
      takeNext();
    });
    working.add(running);
  };
  const attempt = async (task: () => Promise<unknown>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      logger.warn({ err: error }, 'a saga run failed; it is claimed again later');
    }
  };
  const takeNext = () => {
    if (stopped || working.size >= concurrency) return;
    for (const [orderId, { known, detached }] of waiting) {
      waiting.delete(orderId);
      work(() => detached(() => claimAndRun(orderId, known)));
      return;
    }
  };
  const loop = createLoop(
    'sagas',
    pollMs,
    async () => {
      const free = concurrency - working.size;
      if (free <= 0) return false;
      const claimed = await orders.claimDue(free);
      for (const stored of claimed) work(() => run(stored));
      return claimed.length === free && working.size < concurrency;
    },
    logger,
  );
  return {
    start() {
      stopped = false;
      loop.start();
    },
    async stop() {
      stopped = true;
      await loop.stop();
      await Promise.all(working);
    },
    nudge: () => loop.nudge(),
    advance(orderId, known) {
      waiting.set(orderId, { known, detached: detachTrace() });
      takeNext();
    },
  };
}
