/**
 * Runs work for all items, at most `limit` at a time, and those of one key one after the other in their order. Work
 * that answers false ends its key's turn: what follows must not overtake it.
 */
export async function inOrder<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  limit: number,
  work: (item: Item) => Promise<boolean>,
): Promise<void> {
  const groups = [...Map.groupBy(items, keyOf).values()];
  let next = 0;
  const worker = async () => {
    for (let group = groups[next++]; group !== undefined; group = groups[next++]) {
      for (const item of group) if (!(await work(item))) break;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, groups.length) }, worker));
}
