import type { Platform } from '@arcade/local-platform';
import { cpuSecondsOf } from './cpu.ts';

/** CPU seconds of each component so far. */
export type CpuReading = ReadonlyMap<string, number>;

export interface CpuMeter {
  readonly read: () => Promise<CpuReading>;
}

/** What stores, sidecars and services have used; the driver of the benchmark is none of them. */
export function createCpuMeter(platform: Pick<Platform, 'status'>): CpuMeter {
  return {
    async read() {
      const { components } = await platform.status();
      const running = components.flatMap(({ name, pid }) => (pid === null ? [] : [{ name, pid }]));
      const seconds = await cpuSecondsOf(running.map(({ pid }) => pid));
      return new Map(running.map(({ name }, index) => [name, seconds[index] ?? 0]));
    },
  };
}

/** CPU seconds of each component between two readings. */
export const usedBetween = (before: CpuReading, after: CpuReading): CpuReading =>
  new Map([...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)]));

export const sumOf = (reading: CpuReading): number => [...reading.values()].reduce((sum, seconds) => sum + seconds, 0);
