import { serverUrl, storeNames, storeOf, type StoreName } from '@arcade/local-platform/stores';

/** The stores that tests use by themselves: a mailbox is part of the whole shop. */
export const testedStores: readonly StoreName[] = storeNames.filter((name) => name !== 'mail');

/**
 * Where one of the stores for tests is. The integration project's global set-up starts them when they are not named.
 * @throws Error naming the variable that is missing
 */
export const storeUrl = (name: StoreName): URL => serverUrl(process.env, storeOf(name).urlVariable);
