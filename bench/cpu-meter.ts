import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '@arcade/local-platform';
import { cpuSecondsBelow } from './cpu.ts';
import { round } from './statistics.ts';

/** CPU seconds of each component so far. */
type Reading = ReadonlyMap<string, number>;

export interface CpuMeter {
  /** CPU seconds of one component. */
  readonly of: (component: string) => Promise<number>;
  /** What everything uses while nothing is asked of it, in CPU seconds a second. */
  readonly idle: () => Promise<number>;
  /** Begins to count; the answer tells what work has cost since then. */
  readonly start: () => Promise<(operations: number) => Promise<CpuCost>>;
}

export interface CpuCost {
  /** CPU ms an operation: stores, sidecars and services, all together. */
  readonly total: number;
  /** The dearest components first, CPU ms an operation. */
  readonly dearest: Readonly<Record<string, number>>;
}

const since = (before: Reading, after: Reading) =>
  [...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)] as const);

export function createCpuMeter(platform: Platform): CpuMeter {
  const read = async (): Promise<Reading> => {
    const { components } = await platform.status();
    const readings = components.map(async ({ name, pid }) => {
      const seconds = pid === null ? 0 : await cpuSecondsBelow(pid, { itself: true });
      return [name, seconds] as const;
    });
    return new Map(await Promise.all(readings));
  };
  return {
    of: async (component) => (await read()).get(component) ?? 0,
    async idle() {
      const [before, begun] = [await read(), performance.now()];
      await sleep(5000);
      const used = since(before, await read()).reduce((sum, [, seconds]) => sum + seconds, 0);
      return (used * 1000) / (performance.now() - begun);
    },
    async start() {
      const before = await read();
      return async (operations) => {
        const costs = since(before, await read()).map(
          ([name, seconds]) => [name, (seconds * 1000) / operations] as const,
        );
        const dearest = costs.toSorted(([, a], [, b]) => b - a).slice(0, 12);
        return {
          total: round(costs.reduce((sum, [, ms]) => sum + ms, 0)),
          dearest: Object.fromEntries(dearest.map(([name, ms]) => [name, round(ms)])),
        };
      };
    },
  };
}
