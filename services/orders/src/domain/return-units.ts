import { DomainError, type RefundId } from '@arcade/contracts';
import { addReversal } from './add-reversal.ts';
import { isMine, takeLines, type Handler } from './allowed-actions.ts';
import { followUnits } from './follow-units.ts';
import { countUnits } from './line-units.ts';
import type { Order, Reversal, ReversalLine } from './order.ts';

export interface ReturnCommand {
  readonly reversalId: RefundId;
  readonly lines: readonly ReversalLine[];
  /** In minor units. */
  readonly shipping: number;
  readonly reason: string;
}

/**
 * Takes back units that have been delivered, whatever else of the order is still under way. What they are worth is for
 * payments to say.
 * @throws DomainError not-found, illegal-transition, forbidden for the shipping of what others sell too
 */
export function returnUnits(order: Order, command: ReturnCommand, handler: Handler, now: Date): Order {
  const { reversalId, lines, shipping, reason } = command;
  if (order.reversals.some((known) => known.reversalId === reversalId)) return order;
  takeLines('return', order, handler, lines);
  if (shipping > 0 && !order.items.every((item) => isMine(handler, item))) {
    throw new DomainError('forbidden', 'The shipping is also of products of other merchants');
  }
  const reversal: Reversal = {
    reversalId,
    kind: 'return',
    lines,
    reason,
    shipping,
    refundAmount: 0,
    restocked: false,
    refund: 'open',
    createdAt: now,
  };
  const returned = addReversal(countUnits(order, lines, 'quantityReturned'), reversal);
  return followUnits(returned, { actor: handler.actor, reason, at: now, returnMs: 0 });
}
