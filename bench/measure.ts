import type { BenchedArcade } from './benched-arcade.ts';
import { sumOf, usedBetween } from './cpu-meter.ts';
import { quantile } from './statistics.ts';

/** What a benchmark does, once what it needs is there. */
export interface Benchmark {
  /** One line for the list. */
  readonly title: string;
  /** Makes products, people, carts; gives what runs one round. */
  readonly prepare: (arcade: BenchedArcade) => Promise<Prepared>;
}

export interface Prepared {
  readonly round: () => Promise<Round>;
  readonly close?: () => void;
}

/** Numbers by name; those of CPU are ms an operation, without what everything uses at rest. */
export interface Round {
  readonly operations: number;
  readonly figures: Readonly<Record<string, number>>;
  /** CPU ms an operation by component; what the components use at rest is part of it. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Requests, events, statements … an operation. */
  readonly work: Readonly<Record<string, number>>;
}

/** Runs operations and measures them; `run` gives how long each took, in ms. */
export async function measure(arcade: BenchedArcade, run: () => Promise<readonly number[]>): Promise<Round> {
  const coresAtRest = await arcade.coresAtRest();
  const workSince = await arcade.work.start();
  const before = await arcade.cpu.read();
  const [ownBefore, begun] = [process.cpuUsage(), performance.now()];
  const took = await run();
  const own = process.cpuUsage(ownBefore);
  const seconds = (performance.now() - begun) / 1000;
  const used = usedBetween(before, await arcade.cpu.read());
  const operations = took.length;
  const each = (cpuSeconds: number) => (cpuSeconds * 1000) / operations;
  return {
    operations,
    figures: {
      'CPU ms': each(sumOf(used) - coresAtRest * seconds),
      'CPU ms with what runs at rest': each(sumOf(used)),
      'client CPU ms': each((own.user + own.system) / 1e6),
      'a second': operations / seconds,
      'p50 ms': quantile(took, 0.5),
      'p99 ms': quantile(took, 0.99),
    },
    cpu: Object.fromEntries([...used].map(([name, cpuSeconds]) => [name, each(cpuSeconds)])),
    work: await workSince(operations),
  };
}

/** What everything uses while nothing is asked of it, as a round of its own. */
export async function measureRest({ cpu }: Pick<BenchedArcade, 'cpu'>): Promise<Round> {
  const used = await cpu.atRest();
  return {
    operations: 1,
    figures: { cores: sumOf(used) },
    cpu: Object.fromEntries([...used].map(([name, cores]) => [name, cores * 1000])),
    work: {},
  };
}
