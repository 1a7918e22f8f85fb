import type { InventoryId, ProductId, ReservationId, ReservationStatus } from '@arcade/contracts';
import type { OutgoingEvent } from '@arcade/messaging';
import type { StoredCart } from './cart-hold.ts';
import type { StoredOrder } from './order-reservation.ts';
import type { Owner } from './reservation.ts';
import type { StockDelta } from './stock.ts';

export type OrderRecord = Omit<StoredOrder, 'due'> & { readonly reason: string | null };
export type CartRecord = Omit<StoredCart, 'due'>;

/** `insert`: nobody else may have made it meanwhile. `update`: its row is locked. */
export interface Save<Stored> {
  readonly how: 'insert' | 'update';
  readonly value: Stored;
}

export interface AddedReservation {
  readonly reservationId: ReservationId;
  readonly inventoryId: InventoryId;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly owner: Owner;
  readonly reservedAt: Date;
  readonly expiresAt: Date;
}

/** A living reservation that changes its size, its owner or its time. */
export interface KeptReservation {
  readonly reservationId: ReservationId;
  readonly quantity: number;
  readonly owner: Owner;
  readonly expiresAt: Date;
}

export interface EndedReservation {
  readonly reservationId: ReservationId;
  readonly from: ReservationStatus;
  readonly to: ReservationStatus;
  readonly reason: string;
}

export interface LedgerRecord {
  /** What caused it; a cause takes effect once. */
  readonly causeId: string;
  readonly productId: ProductId;
  readonly delta: number;
  readonly reason: 'initial' | 'adjusted' | 'committed' | 'restocked';
  readonly note: string | null;
  readonly actor: string;
}

/** Everything that one command does, written in one transaction. */
export interface StockChanges {
  readonly orders?: readonly Save<OrderRecord>[];
  readonly carts?: readonly Save<CartRecord>[];
  readonly added?: readonly AddedReservation[];
  readonly kept?: readonly KeptReservation[];
  readonly ended?: readonly EndedReservation[];
  readonly ledger?: readonly LedgerRecord[];
  readonly events?: readonly OutgoingEvent[];
  readonly deltas?: readonly StockDelta[];
}

/** Several commands' changes as one. */
export const joinChanges = (changes: readonly StockChanges[]): StockChanges => ({
  orders: changes.flatMap(({ orders = [] }) => orders),
  carts: changes.flatMap(({ carts = [] }) => carts),
  added: changes.flatMap(({ added = [] }) => added),
  kept: changes.flatMap(({ kept = [] }) => kept),
  ended: changes.flatMap(({ ended = [] }) => ended),
  ledger: changes.flatMap(({ ledger = [] }) => ledger),
  events: changes.flatMap(({ events = [] }) => events),
  deltas: changes.flatMap(({ deltas = [] }) => deltas),
});

/** Changes whose events carry the trace of whoever asked for them. */
export const traced = (changes: StockChanges, traceparent: string | undefined): StockChanges =>
  traceparent === undefined || changes.events === undefined
    ? changes
    : { ...changes, events: changes.events.map((event) => ({ ...event, traceparent })) };
