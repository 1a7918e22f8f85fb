/** The value below which a share of all lie: `quantile(latencies, 0.99)`. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

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
