import type { CartId, OrderId, ProductId, ReservationId } from '@arcade/contracts';
import type { StockChanges } from '../domain/stock-changes.ts';
import type { LedgerFilter, LockedCart, Seen } from './stock-store.ts';

/** What a command sees. */
export interface Situation extends Seen {
  /** What other guests of the command's network hold. */
  readonly networkUnits: ReadonlyMap<ProductId, number>;
  /** Guests whose holds may be taken; empty unless the command has asked for them. */
  readonly guests: readonly LockedCart[];
  /** The products for which it has. */
  readonly yielding: ReadonlySet<ProductId>;
}

export type Decision<Result> =
  | { readonly kind: 'done'; readonly result: Result; readonly changes?: StockChanges }
  /** There is enough only when overdue reservations of these products end first. */
  | { readonly kind: 'sweep'; readonly productIds: readonly ProductId[] }
  /** Guests hold units of these products that the command may take. */
  | { readonly kind: 'yield'; readonly productIds: readonly ProductId[] };

/**
 * A command as what it has to see and what it makes of that. Whether a transaction serves it alone or with others is its
 * runner's business.
 */
export interface Command<Result> {
  /** Locked first. */
  readonly orders?: readonly OrderId[];
  /** Not looked at before the first conflict: an order is new far more often than not. */
  readonly newOrders?: readonly OrderId[];
  readonly carts?: readonly CartId[];
  /** Reservations by hand, which are their own owners. */
  readonly reservations?: readonly ReservationId[];
  /** As `newOrders`. */
  readonly newReservations?: readonly ReservationId[];
  readonly products?: readonly ProductId[];
  readonly ledger?: readonly LedgerFilter[];
  /** Orders whose returned units it has to see. */
  readonly returnsOf?: readonly OrderId[];
  /** Of a guest: products are then locked first, so that what the network holds is counted once for all. */
  readonly network?: string;
  /** Products are locked first, and nobody else's command is served with it: its answer is the very next version. */
  readonly exclusive?: boolean;
  /** Without any effect of its own. What it throws is this command's failure only. */
  decide(situation: Situation): Decision<Result>;
}

export const decided = <Result>(result: Result, changes?: StockChanges): Decision<Result> =>
  changes === undefined ? { kind: 'done', result } : { kind: 'done', result, changes };

export interface CommandRunner {
  run<Result>(command: Command<Result>): Promise<Result>;
}
