import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '@arcade/local-platform';
import { cpuSecondsOf } from './cpu.ts';

/** CPU seconds of each component so far. */
export type CpuReading = ReadonlyMap<string, number>;

export interface CpuMeter {
  readonly read: () => Promise<CpuReading>;
  /** Cores that each component uses while nothing is asked of it; what went on before has 20 s to end. */
  readonly atRest: () => Promise<CpuReading>;
}

const settleMs = 20_000;
const restMs = 20_000;

/** What stores, sidecars and services have used; the driver of the benchmark is none of them. */
export function createCpuMeter(platform: Pick<Platform, 'status'>): CpuMeter {
  const read = async (): Promise<CpuReading> => {
    const { components } = await platform.status();
    const running = components.flatMap(({ name, pid }) => (pid === null ? [] : [{ name, pid }]));
    const seconds = await cpuSecondsOf(running.map(({ pid }) => pid));
    return new Map(running.map(({ name }, index) => [name, seconds[index] ?? 0]));
  };
  return {
    read,
    async atRest() {
      await sleep(settleMs);
      const [before, begun] = [await read(), performance.now()];
      await sleep(restMs);
      const used = usedBetween(before, await read());
      const elapsed = (performance.now() - begun) / 1000;
      return new Map([...used].map(([name, seconds]) => [name, seconds / elapsed]));
    },
  };
}

/** CPU seconds of each component between two readings. */
export const usedBetween = (before: CpuReading, after: CpuReading): CpuReading =>
  new Map([...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)]));

export const sumOf = (reading: CpuReading): number => [...reading.values()].reduce((sum, seconds) => sum + seconds, 0);
