import type { RefundId } from '@arcade/contracts';
import { addReversal } from './add-reversal.ts';
import { refused, requireAllowed, takeLines, type Handler } from './allowed-actions.ts';
import { followUnits } from './follow-units.ts';
import { countUnits, kept, sumLines } from './line-units.ts';
import { moveOrder } from './move-order.ts';
import type { Line, Order, Reversal } from './order.ts';

export interface CancelCommand {
  readonly reversalId: RefundId;
  readonly reason: string | null;
  /** All of the handler's units that are not sent when undefined. */
  readonly lines: readonly Line[] | undefined;
}

/**
 * Cancels units that have not been sent. With the last unit that is sold the order is cancelled; otherwise it goes on as
 * if the rest were all.
 * @throws DomainError not-found, illegal-transition
 */
export function cancelOrder(order: Order, command: CancelCommand, handler: Handler, now: Date): Order {
  const { reversalId, reason } = command;
  if (order.status === 'CANCELLED' || order.reversals.some((known) => known.reversalId === reversalId)) return order;
  if (order.status === 'PENDING_PAYMENT') return cancelUnpaid(order, command, handler, now);
  const lines = takeLines('cancel', order, handler, command.lines);
  return giveUpUnits(order, cancellation(reversalId, lines, reason, now), handler.actor);
}

/** There is no money yet to give back a part of. */
function cancelUnpaid(order: Order, { reason, lines }: CancelCommand, handler: Handler, now: Date): Order {
  requireAllowed('cancel', order, handler);
  const named = lines === undefined ? undefined : sumLines(lines);
  const isWhole = ({ orderItemId, quantity }: Line) =>
    named?.some((line) => line.orderItemId === orderItemId && line.quantity === quantity) ?? true;
  if (!order.items.every(isWhole)) {
    throw refused('cancel', order, handler, 'An order that is not paid is cancelled as a whole');
  }
  return moveOrder(order, { event: 'cancel', actor: handler.actor, reason: reason ?? undefined, at: now });
}

const cancellation = (
  reversalId: RefundId,
  lines: readonly Line[],
  reason: string | null,
  createdAt: Date,
): Reversal => ({
  reversalId,
  kind: 'cancellation',
  lines: sumLines(lines).map((line) => ({ ...line, stock: 'restock', amount: null })),
  reason,
  shipping: 0,
  refundAmount: 0,
  restocked: false,
  refund: 'open',
  createdAt,
});

/** Counts a cancellation; its money and stock follow from it, or from the end of the order. */
export function giveUpUnits(order: Order, reversal: Reversal, actor: string): Order {
  const { reason, createdAt: at } = reversal;
  const counted = countUnits(order, reversal.lines, 'quantityCancelled');
  if (counted.items.every((item) => kept(item) === 0)) {
    return moveOrder(counted, { event: 'cancel', actor, reason: reason ?? undefined, at });
  }
  return followUnits(addReversal(counted, reversal), { actor, reason: reason ?? undefined, at, returnMs: 0 });
}

/** @throws DomainError illegal-transition */
export function startProcessing(order: Order, handler: Handler, now: Date): Order {
  if (order.status === 'PROCESSING') return order;
  requireAllowed('process', order, handler);
  return moveOrder(order, { event: 'process', actor: handler.actor, at: now });
}
