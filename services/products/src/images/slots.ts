import { DomainError } from '@arcade/contracts';

/** Runs at most so many at a time; some may wait, more are refused. */
export interface Slots {
  /** @throws DomainError overloaded, or whatever the work throws */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export interface SlotLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

export function createSlots({ atOnce, waiting: most }: SlotLimits): Slots {
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

/** Slots of each owner's own, so that nobody takes those of others. */
export interface Shares {
  /** @throws DomainError overloaded, or whatever the work throws */
  run<Result>(owner: string, work: () => Promise<Result>): Promise<Result>;
}

export function createShares(limits: SlotLimits): Shares {
  const shares = new Map<string, { readonly slots: Slots; users: number }>();
  return {
    async run(owner, work) {
      const share = shares.get(owner) ?? { slots: createSlots(limits), users: 0 };
      shares.set(owner, share);
      share.users++;
      try {
        return await share.slots.run(work);
      } finally {
        if (--share.users === 0) shares.delete(owner);
      }
    },
  };
}
