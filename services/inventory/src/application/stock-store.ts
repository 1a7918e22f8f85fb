import type { CartId, LedgerEntry, OrderId, ProductId, ReservationId, ReservationLine } from '@arcade/contracts';
import type { OutgoingEvent } from '@arcade/messaging';
import type * as z from 'zod';
import type { StoredCart } from '../domain/cart-hold.ts';
import type { StoredOrder } from '../domain/order-reservation.ts';
import type { StoredReservation, TimedHold } from '../domain/reservation.ts';
import type { StockChanges } from '../domain/stock-changes.ts';
import type { Stock } from '../domain/stock.ts';

export interface LockedOrder {
  readonly order: StoredOrder;
  /** Those that still are somebody's: ACTIVE and COMMITTED ones. */
  readonly rows: readonly StoredReservation[];
}

export interface LockedCart {
  readonly cart: StoredCart;
  readonly rows: readonly StoredReservation[];
}

/** Entries of a product, of one cause id, or of cause ids that begin with a recent cause. */
export type LedgerFilter =
  | { readonly productId: ProductId }
  | { readonly causeId: string }
  | { readonly cause: string; readonly withinHours: number };

/** What commands want to see; orders, carts and reservations are locked. */
export interface Look {
  readonly orders?: readonly OrderId[];
  readonly carts?: readonly CartId[];
  readonly reservations?: readonly ReservationId[];
  readonly products?: readonly ProductId[];
  /** Locks the products, too, so that what was read of them stays true. */
  readonly lockProducts?: boolean;
  readonly ledger?: readonly LedgerFilter[];
  readonly returnsOf?: readonly OrderId[];
}

export interface Seen {
  readonly orders: ReadonlyMap<OrderId, LockedOrder>;
  readonly carts: ReadonlyMap<CartId, LockedCart>;
  readonly reservations: ReadonlyMap<ReservationId, StoredReservation>;
  readonly stock: ReadonlyMap<ProductId, Stock>;
  /** The database's clock, to the millisecond; the epoch when no known product was asked for. */
  readonly now: Date;
  /** The filters for which there are entries. */
  readonly ledger: ReadonlySet<LedgerFilter>;
  /** Units of committed orders that returns have put back. */
  readonly returned: ReadonlyMap<OrderId, readonly ReservationLine[]>;
}

/** Living units of products in guests' carts of networks, but for some carts. */
export interface GuestUnitsFilter {
  readonly networks: readonly string[];
  readonly productIds: readonly ProductId[];
  readonly except: readonly CartId[];
}

export interface GuestUnits {
  readonly network: string;
  readonly productId: ProductId;
  readonly units: number;
}

export interface EndingHolds {
  readonly holds: readonly { readonly hold: TimedHold; readonly secondsLeft: number }[];
  /** By the database's clock. */
  readonly until: Date;
}

/** Which overdue holds: all, those of products, or one. */
export type DueFilter =
  | { readonly kind: 'any'; readonly limit: number }
  | { readonly kind: 'products'; readonly productIds: readonly ProductId[]; readonly limit: number }
  | { readonly kind: 'one'; readonly hold: TimedHold };

export interface DueHolds {
  readonly orders: readonly LockedOrder[];
  readonly carts: readonly LockedCart[];
  readonly manual: readonly StoredReservation[];
  /** Seconds each has been overdue. */
  readonly lateness: readonly number[];
}

/** A transaction's view of the database. Locks are taken in the order orders, carts, reservations, products. */
export interface StockTransaction {
  look(look: Look): Promise<Seen>;
  lockDue(filter: DueFilter): Promise<DueHolds>;
  readGuestUnits(filter: GuestUnitsFilter): Promise<readonly GuestUnits[]>;
  /** Guests' carts that hold units of products, those that came last first; not locked. */
  findGuests(productIds: readonly ProductId[], limit: number): Promise<readonly CartId[]>;
  /** Writes everything, products last; what contradicts it meanwhile makes the transaction a conflict. */
  write(changes: StockChanges): Promise<void>;
}

export type Outcome<Result> =
  | { readonly kind: 'committed'; readonly result: Result }
  /** Somebody else was faster: everything is rolled back, read again. */
  | { readonly kind: 'conflict' };

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

export interface PageOf {
  readonly productId: ProductId;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** Keeps stock. The adapter owns transactions, retries, the outbox; the rules come with the work. */
export interface StockStore {
  /** Runs work in one transaction; work that gave way to a deadlock runs again. */
  transaction<Result>(work: (tx: StockTransaction) => Promise<Result>): Promise<Outcome<Result>>;
  /** The database's clock. */
  now(): Promise<Date>;
  findStock(productId: ProductId): Promise<Stock | undefined>;
  findOrder(orderId: OrderId): Promise<StoredOrder | undefined>;
  findReservation(reservationId: ReservationId): Promise<StoredReservation | undefined>;
  /** Living ones, those that end first first. */
  listReservations(page: PageOf): Promise<Page<StoredReservation>>;
  /** Newest first. */
  listLedger(page: PageOf): Promise<Page<z.input<typeof LedgerEntry>>>;
  /** Holds that end within some seconds, and after `since` when that is given; `until` is the end of what was looked at. */
  endingSoon(withinSeconds: number, since: Date | undefined): Promise<EndingHolds>;
  /** Seconds a hold has left; undefined when nothing is held. */
  secondsLeft(hold: TimedHold): Promise<number | undefined>;
  /** Writes an event for stock that has changed since its last one. Returns for how many products. */
  announce(limit: number, eventOf: (stock: Stock) => OutgoingEvent): Promise<number>;
  /** Deletes what ended long ago and nobody asks for. Returns how many rows. */
  forgetEnded(olderThanDays: number, limit: number): Promise<number>;
}
