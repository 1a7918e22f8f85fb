import {
  DomainError,
  ReservationCommitted,
  ReservationExpired,
  ReservationReleased,
  StockReserved,
  type OrderId,
  type ProductId,
  type ReservationLine,
  type Shortage,
} from '@arcade/contracts';
import { outgoing, type OutgoingEvent } from '@arcade/messaging';
import { endRows } from './end-rows.ts';
import type { OrderEvent, OrderStep, StoredOrder } from './order-reservation.ts';
import { linesOf, sumLines } from './plan-hold.ts';
import type { HeldRow, StoredReservation } from './reservation.ts';
import type { LedgerRecord, OrderRecord, StockChanges } from './stock-changes.ts';
import type { StockDelta } from './stock.ts';

/** An order whose lines are held now. */
export const reservedOrder = (orderId: OrderId, expiresAt: Date, rows: readonly HeldRow[]): StockChanges => ({
  orders: [{ how: 'insert', value: { ...firstRecord(orderId), outcome: 'RESERVED', expiresAt } }],
  events: [outgoing(StockReserved, { id: orderId, version: 1 }, { orderId, lines: linesOf(rows) })],
});

export const rejectedOrder = (orderId: OrderId, shortages: readonly Shortage[]): StockChanges => ({
  orders: [{ how: 'insert', value: { ...firstRecord(orderId), outcome: 'REJECTED', shortages } }],
});

/** A tombstone: whatever arrives late for this order takes no stock. */
export const releasedBeforeReserved = (orderId: OrderId, reason: string): StockChanges => ({
  orders: [{ how: 'insert', value: { ...firstRecord(orderId), outcome: 'RELEASED', reason } }],
});

const firstRecord = (orderId: OrderId) =>
  ({ orderId, expiresAt: null, shortages: [], version: 1, reason: null }) satisfies Partial<OrderRecord>;

export interface StepTerms {
  readonly reason: string;
  /** Units of a committed order that returns have put back already. */
  readonly returned?: readonly ReservationLine[];
}

/** Takes a step with all of an order's rows. */
export function changeOrder(
  { due: _due, ...order }: StoredOrder,
  rows: readonly StoredReservation[],
  { event, outcome }: OrderStep,
  { reason, returned = [] }: StepTerms,
): StockChanges {
  const { orderId } = order;
  const version = order.version + 1;
  const lines = withoutReturned(linesOf(rows), returned);
  return {
    orders: [{ how: 'update', value: { ...order, outcome, version, reason } }],
    ended: endRows(rows, event, reason),
    deltas: lines.map((line) => deltaOf(line, event)),
    ledger: lines.flatMap((line) => ledgerOf(orderId, line, event, reason)),
    events: [eventOf({ orderId, version }, lines, event, reason)],
  };
}

const withoutReturned = (lines: readonly ReservationLine[], returned: readonly ReservationLine[]) =>
  lines
    .map(({ productId, quantity }) => ({ productId, quantity: quantity - quantityOf(returned, productId) }))
    .filter(({ quantity }) => quantity > 0);

const quantityOf = (lines: readonly ReservationLine[], productId: ProductId): number =>
  lines.find((line) => line.productId === productId)?.quantity ?? 0;

/** Causes of the ledger's entries for returns of an order begin with this. */
export const returnsPrefix = (orderId: OrderId): string => `order:${orderId}:return:`;

export interface ReturnedUnits {
  readonly returnId: string;
  readonly lines: readonly ReservationLine[];
  readonly returnedBefore: readonly ReservationLine[];
}

/**
 * Units of a committed order go back on the shelf.
 * @throws DomainError illegal-transition when they are more than were taken from it
 */
export function restockReturned(
  { order, rows }: { readonly order: StoredOrder; readonly rows: readonly StoredReservation[] },
  { returnId, lines, returnedBefore }: ReturnedUnits,
): StockChanges {
  const { orderId, outcome } = order;
  const left = withoutReturned(linesOf(rows), returnedBefore);
  const back = sumLines(lines);
  if (outcome !== 'COMMITTED' || back.some(({ productId, quantity }) => quantity > quantityOf(left, productId))) {
    throw new DomainError('illegal-transition', 'These units are not out of stock for this order', {
      state: outcome,
      returnable: left,
    });
  }
  return {
    ledger: back.map(({ productId, quantity }) => ({
      causeId: `${returnsPrefix(orderId)}${returnId}:${productId}`,
      productId,
      delta: quantity,
      reason: 'restocked',
      note: `Return of order ${orderId}`,
      actor: 'orders',
    })),
    deltas: back.map(({ productId, quantity }) => ({ productId, onHand: quantity, reserved: 0 })),
  };
}

type Units = Pick<HeldRow, 'productId' | 'quantity'>;

function deltaOf({ productId, quantity }: Units, event: OrderEvent): StockDelta {
  switch (event) {
    case 'commit':
      return { productId, onHand: -quantity, reserved: -quantity };
    case 'restock':
      return { productId, onHand: quantity, reserved: 0 };
    case 'release':
    case 'expire':
      return { productId, onHand: 0, reserved: -quantity };
  }
}

function ledgerOf(
  orderId: OrderId,
  { productId, quantity }: Units,
  event: OrderEvent,
  reason: string,
): readonly LedgerRecord[] {
  const base = { causeId: `order:${orderId}:${event}:${productId}`, productId, actor: 'orders' };
  if (event === 'commit') return [{ ...base, delta: -quantity, reason: 'committed', note: `Order ${orderId}` }];
  if (event === 'restock') return [{ ...base, delta: quantity, reason: 'restocked', note: reason }];
  return [];
}

function eventOf(
  { orderId, version }: Pick<StoredOrder, 'orderId' | 'version'>,
  given: readonly ReservationLine[],
  event: OrderEvent,
  reason: string,
): OutgoingEvent {
  const aggregate = { id: orderId, version };
  const lines = [...given];
  switch (event) {
    case 'commit':
      return outgoing(ReservationCommitted, aggregate, { orderId, lines });
    case 'expire':
      return outgoing(ReservationExpired, aggregate, { orderId, cartId: null, lines });
    case 'release':
    case 'restock':
      return outgoing(ReservationReleased, aggregate, { orderId, cartId: null, lines, reason });
  }
}
