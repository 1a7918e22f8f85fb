import { DomainError } from '@arcade/contracts';

/** Runs at most so many at a time; some may wait, more are refused. */
export interface Slots {
  /** @throws DomainError overloaded, or whatever the work throws */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createSlots({ atOnce, waiting: most }: { readonly atOnce: number; readonly waiting: number }): Slots {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(work) {
      if (running >= atOnce) {
        if (waiting.length >= most) throw new DomainError('overloaded', 'Too many uploads at the moment; try again');
        // Whoever ends hands over the slot, so `running` stays as it is.
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else running++;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running--;
        else next();
      }
    },
  };
}
