import { stockChanged } from '../domain/stock.ts';
import type { InventoryContext } from './inventory-context.ts';

const batch = 200;

/**
 * Tells the shop of stock that has changed. The change itself only marks the row: were the event written with it, a
 * hot product's row would be locked longer, and nobody needs every level in between. True when there may be more.
 */
export const announceStock = async ({ store }: Pick<InventoryContext, 'store'>): Promise<boolean> =>
  (await store.announce(batch, stockChanged)) >= batch;
