import type { CartId, ProductId } from '@arcade/contracts';
import { joinChanges } from '../domain/stock-changes.ts';
import { moved } from '../domain/stock.ts';
import type { Settled, Waiting } from './command-runner.ts';
import type { Command, Situation } from './command.ts';
import type { LockedCart, StockTransaction } from './stock-store.ts';

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
  const own = commands.flatMap((command) => command.carts ?? []);
  const products = [...new Set(commands.flatMap((command) => command.products ?? []))];
  const others = await findGuests(tx, own, yielding);
  const lockProducts = lock || commands.some(({ network }) => network !== undefined);
  // All carts in one statement, and so in one order, whoever's they are.
  const seen = await tx.look({ orders: orderIds, carts: [...own, ...others], products, lockProducts });
  const { now, stock, orders, carts } = seen;
  const guests = others.flatMap((cartId) => guestIn(carts.get(cartId)));
  const unitsOf = await readNetworks(tx, commands, products, own);
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

/** Carts of others whose guests' holds may be taken. */
async function findGuests(tx: StockTransaction, own: readonly CartId[], yielding: ReadonlySet<ProductId>) {
  const found = yielding.size === 0 ? [] : await tx.findGuests([...yielding], guestLimit);
  return found.filter((cartId) => !own.includes(cartId));
}

/** A cart with what it still holds as a guest's, once it is locked. */
function guestIn(locked: LockedCart | undefined): readonly LockedCart[] {
  if (locked === undefined) return [];
  const rows = locked.rows.filter(({ owner, due }) => owner.kind === 'cart' && owner.guestNetwork !== null && !due);
  return rows.length === 0 ? [] : [{ cart: locked.cart, rows }];
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
