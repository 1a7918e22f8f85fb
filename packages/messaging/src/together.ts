/**
 * Gives work one item at a time while it is idle, and all that have come meanwhile when it has ended. A failure is that of
 * everybody whose item was among them.
 */
export function together<Item>(work: (items: readonly Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  const takeTurn = async (before: Promise<void>): Promise<void> => {
    await before;
    const items = waiting;
    [waiting, next] = [[], undefined];
    await work(items);
  };
  return async (item) => {
    waiting.push(item);
    if (next === undefined) {
      next = takeTurn(last);
      last = next.catch(() => undefined);
    }
    await next;
  };
}
