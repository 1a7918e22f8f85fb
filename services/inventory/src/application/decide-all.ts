import type { ProductId } from '@arcade/contracts';
import { joinChanges } from '../domain/stock-changes.ts';
import { moved, type Stock } from '../domain/stock.ts';
import type { Settled, Waiting } from './command-runner.ts';
import type { Situation } from './command.ts';
import type { StockTransaction } from './stock-store.ts';

const notRead = { now: new Date(0), stock: new Map<ProductId, Stock>() } as const;

/**
 * Lets commands decide one after the other, each on what those before have left, and writes what they decided. With
 * `lock` products are locked before anybody decides, and new orders looked up.
 */
export async function decideAll(
  tx: StockTransaction,
  entries: readonly Waiting[],
  lock: boolean,
): Promise<readonly Settled[]> {
  const commands = entries.map(({ command }) => command);
  const orderIds = commands.flatMap(({ orders = [], newOrders = [] }) => (lock ? [...orders, ...newOrders] : orders));
  const orders = await tx.lockOrders(orderIds);
  const carts = await tx.lockCarts(commands.flatMap((command) => command.carts ?? []));
  const productIds = [...new Set(commands.flatMap(({ products = [] }) => products))];
  const { now, stock } = productIds.length === 0 ? notRead : await tx.readStock(productIds, { lock });
  const shelf = new Map(stock);
  const decisions = entries.map((entry) => {
    const decision = decide(entry, { now, stock: shelf, orders, carts });
    if (decision.kind === 'done') {
      for (const delta of decision.changes?.deltas ?? []) {
        const before = shelf.get(delta.productId);
        if (before !== undefined) shelf.set(delta.productId, moved(before, delta));
      }
    }
    return decision;
  });
  const changes = decisions.flatMap((decision) => (decision.kind === 'done' ? (decision.changes ?? []) : []));
  if (changes.length > 0) await tx.write(joinChanges(changes));
  return decisions;
}

function decide({ command, inContext }: Waiting, situation: Situation): Settled {
  try {
    return inContext(() => command.decide(situation));
  } catch (error) {
    return { kind: 'failed', error };
  }
}
