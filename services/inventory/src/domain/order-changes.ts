import {
  ReservationCommitted,
  ReservationExpired,
  ReservationReleased,
  StockReserved,
  type OrderId,
  type ReservationLine,
  type Shortage,
} from '@arcade/contracts';
import { outgoing, type OutgoingEvent } from '@arcade/messaging';
import { endRows } from './end-rows.ts';
import type { OrderEvent, OrderStep, StoredOrder } from './order-reservation.ts';
import { linesOf } from './plan-hold.ts';
import { withoutReturned } from './restock-returned.ts';
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
