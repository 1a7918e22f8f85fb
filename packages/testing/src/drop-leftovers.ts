import { storeOf, type StoreName } from '@arcade/local-platform/stores';

/** Removes what tests of an aborted run have left in stores that are ours alone. (Redis databases free themselves.) */
export async function dropLeftovers(own: readonly StoreName[]): Promise<void> {
  for (const { parts } of own.map(storeOf)) {
    const names = (await parts?.list(process.env)) ?? [];
    for (const name of names.filter((each) => each.startsWith('test_'))) await parts?.drop(process.env, name);
  }
}
