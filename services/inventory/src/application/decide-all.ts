import type { CartId, ProductId } from '@arcade/contracts';
import { joinChanges } from '../domain/stock-changes.ts';
import { moved, type Stock } from '../domain/stock.ts';
import type { Settled, Waiting } from './command-runner.ts';
import type { Command, Situation } from './command.ts';
import type { LockedCart, StockReading, StockTransaction } from './stock-store.ts';

const notRead: StockReading = { now: new Date(0), stock: new Map<ProductId, Stock>() };

/** So many guests give way at once. */
const guestLimit = 1000;

/**
 * Lets commands decide one after the other, each on what those before have left, and writes what they decided. With
 * `lock` products are locked before anybody decides, and new orders looked up; so they are for guests. Of products that
 * are `yielding`, guests' holds are locked, too.
 */
export async function decideAll(
  tx: StockTransaction,
  entries: readonly Waiting[],
  lock: boolean,
  yielding: ReadonlySet<ProductId> = new Set(),
): Promise<readonly Settled[]> {
  const commands = entries.map(({ command }) => command);
  const orderIds = commands.flatMap(({ orders = [], newOrders = [] }) => (lock ? [...orders, ...newOrders] : orders));
  const orders = await tx.lockOrders(orderIds);
  const own = commands.flatMap((command) => command.carts ?? []);
  const { carts, guests } = await lockCarts(tx, own, yielding);
  const productIds = [...new Set(commands.flatMap(({ products = [] }) => products))];
  const locks = lock || commands.some(({ network }) => network !== undefined);
  const { now, stock } = productIds.length === 0 ? notRead : await tx.readStock(productIds, { lock: locks });
  const unitsOf = await readNetworks(tx, commands, productIds, own);
  const shelf = new Map(stock);
  const decisions = entries.map((entry) => {
    const networkUnits = unitsOf(entry.command.network);
    const decision = decide(entry, { now, stock: shelf, orders, carts, networkUnits, guests, yielding });
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

/** All carts in one statement, and so in one order, whoever's they are. */
async function lockCarts(tx: StockTransaction, own: readonly CartId[], yielding: ReadonlySet<ProductId>) {
  const found = yielding.size === 0 ? [] : await tx.findGuests([...yielding], guestLimit);
  const others = found.filter((cartId) => !own.includes(cartId));
  const carts = await tx.lockCarts([...own, ...others]);
  const guests = others.flatMap((cartId): LockedCart[] => {
    const locked = carts.get(cartId);
    const rows = locked?.rows.filter(({ owner, due }) => owner.kind === 'cart' && owner.guestNetwork !== null && !due);
    return locked === undefined || rows === undefined || rows.length === 0 ? [] : [{ cart: locked.cart, rows }];
  });
  return { carts, guests };
}

/** What guests of the commands' networks hold beside the commands' own carts. */
async function readNetworks(
  tx: StockTransaction,
  commands: readonly Command<unknown>[],
  productIds: readonly ProductId[],
  except: readonly CartId[],
): Promise<(network: string | undefined) => ReadonlyMap<ProductId, number>> {
  const networks = commands.flatMap(({ network }) => network ?? []);
  if (networks.length === 0) return () => new Map();
  const rows = await tx.readGuestUnits({ networks, productIds, except });
  return (network) =>
    new Map(rows.filter((row) => row.network === network).map(({ productId, units }) => [productId, units]));
}

function decide({ command, inContext }: Waiting, situation: Situation): Settled {
  try {
    return inContext(() => command.decide(situation));
  } catch (error) {
    return { kind: 'failed', error };
  }
}
