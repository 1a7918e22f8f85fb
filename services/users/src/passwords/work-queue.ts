import { DomainError } from '@arcade/contracts';
import { currentTrace } from '@arcade/service-defaults';

/** Runs work at most so many at a time; a bounded number waits. */
export interface WorkQueue {
  /** @throws DomainError overloaded when the queue is full or nobody waits for the answer any more */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createWorkQueue(concurrency: number, waitingLimit: number): WorkQueue {
  let running = 0;
  const waiting: (() => void)[] = [];
  const turn = () => {
    if (running < concurrency) {
      running += 1;
      return Promise.resolve();
    }
    if (waiting.length >= waitingLimit) throw new DomainError('overloaded');
    // Whoever finishes hands its place on, so `running` stays as it is.
    return new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    async run(work) {
      const deadline = currentTrace()?.deadline ?? Infinity;
      await turn();
      try {
        if (Date.now() >= deadline) throw new DomainError('overloaded', 'The time for this request is over');
        return await work();
      } finally {
        leave();
      }
    },
  };
}
