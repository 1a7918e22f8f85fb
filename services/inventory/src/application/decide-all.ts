import type { CartId, ProductId } from '@arcade/contracts';
import { joinChanges, traced, type StockChanges } from '../domain/stock-changes.ts';
import { moved, type Stock } from '../domain/stock.ts';
import type { Command, Decision, Situation } from './command.ts';
import type { LockedCart, StockTransaction } from './stock-store.ts';

/** So many guests give way at once. */
const guestLimit = 1000;

export interface AskedCommand {
  readonly command: Command<unknown>;
  /** Of whoever asked; its events carry it. */
  readonly traceparent: string | undefined;
}

export type Settled = Decision<unknown> | { readonly kind: 'failed'; readonly error: unknown };

export interface Attempt {
  /** Locks products before anybody decides, and looks up what should be new. */
  readonly lock: boolean;
  /** Products whose guests' holds are locked, too. */
  readonly yielding: ReadonlySet<ProductId>;
}

/**
 * Lets commands decide one after the other, each on what those before have left, and writes what they decided. Products
 * are always locked first for guests' commands and exclusive ones.
 */
export async function decideAll(
  tx: StockTransaction,
  asked: readonly AskedCommand[],
  { lock, yielding }: Attempt,
): Promise<readonly Settled[]> {
  const commands = asked.map(({ command }) => command);
  const own = commands.flatMap(({ carts = [] }) => carts);
  const others = await findGuests(tx, own, yielding);
  // All carts in one statement, and so in one order, whoever's they are.
  const look = { ...lookOf(commands, lock), carts: [...own, ...others] };
  const seen = await tx.look(look);
  const guests = others.flatMap((cartId) => guestIn(seen.carts.get(cartId)));
  const unitsOf = await readNetworks(tx, commands, look.products, own);
  const shelf = new Map(seen.stock);
  const written: StockChanges[] = [];
  const decisions = asked.map(({ command, traceparent }) => {
    const networkUnits = unitsOf(command.network);
    const decision = decide(command, { ...seen, stock: shelf, networkUnits, guests, yielding });
    if (decision.kind === 'done' && decision.changes !== undefined) {
      move(shelf, decision.changes);
      written.push(traced(decision.changes, traceparent));
    }
    return decision;
  });
  if (written.length > 0) await tx.write(joinChanges(written));
  return decisions;
}

/** Everything that commands want to see, but for carts. */
function lookOf(commands: readonly Command<unknown>[], lock: boolean) {
  const newOrders = lock ? commands.flatMap((command) => command.newOrders ?? []) : [];
  const newReservations = lock ? commands.flatMap((command) => command.newReservations ?? []) : [];
  return {
    orders: [...commands.flatMap(({ orders = [] }) => orders), ...newOrders],
    reservations: [...commands.flatMap(({ reservations = [] }) => reservations), ...newReservations],
    products: [...new Set(commands.flatMap(({ products = [] }) => products))],
    lockProducts: lock || commands.some(({ network, exclusive = false }) => network !== undefined || exclusive),
    ledger: commands.flatMap(({ ledger = [] }) => ledger),
    returnsOf: commands.flatMap(({ returnsOf = [] }) => returnsOf),
  };
}

function move(shelf: Map<ProductId, Stock>, { deltas = [] }: StockChanges): void {
  for (const delta of deltas) {
    const before = shelf.get(delta.productId);
    if (before !== undefined) shelf.set(delta.productId, moved(before, delta));
  }
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

function decide(command: Command<unknown>, situation: Situation): Settled {
  try {
    return command.decide(situation);
  } catch (error) {
    return { kind: 'failed', error };
  }
}
