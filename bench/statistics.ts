/** The value below which a share of all lie: `quantile(latencies, 0.99)`. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** With three significant digits, and whole from a hundred on. */
export const round = (value: number): number => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** 0, 1, 2 … below the count. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export interface Interval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/**
 * The median of some values and the interval that holds it with 95 %, by drawing them again (percentile bootstrap). The
 * draws are the same in every run.
 */
export function medianInterval(values: readonly number[], draws = 2000): Interval {
  const random = createRandom(1);
  const medians = upTo(draws).map(() => median(values.map(() => values[Math.floor(random() * values.length)] ?? 0)));
  return { low: quantile(medians, 0.025), middle: median(values), high: quantile(medians, 0.975) };
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs work from `workers` places at once until each item is done; gives how long each took, in ms. */
export async function spread<Item>(
  items: readonly Item[],
  workers: number,
  work: (item: Item) => Promise<unknown>,
): Promise<number[]> {
  const queue = [...items];
  const took: number[] = [];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const start = performance.now();
      await work(item);
      took.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return took;
}
