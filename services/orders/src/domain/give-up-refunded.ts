import type { RefundId, RefundReason } from '@arcade/contracts';
import { derivedId } from '@arcade/service-defaults';
import { giveUpUnits } from './cancel-order.ts';
import { unsent } from './line-units.ts';
import { cancelReasons, type Order, type OrderItem, type RefundFact, type ReversalLine } from './order.ts';

/** A refund whose money has left or may still leave. */
export type PromisedRefund = Pick<RefundFact, 'refundId' | 'reason' | 'lines'>;

/** Those are given for goods that have gone out, as far as there are any. */
const forSentGoods: ReadonlySet<RefundReason | null> = new Set(['damaged', 'returned']);

/**
 * Units that were paid back by hand before they went out are not sent any more; with the last of them the order ends.
 * May be repeated: each refund is counted once.
 */
export function giveUpRefunded(order: Order, refunds: readonly PromisedRefund[], at: Date): Order {
  const unknown = order.refunds.filter(({ refundId }) => refunds.every((one) => one.refundId !== refundId));
  const all = [...unknown, ...refunds];
  return refunds.reduce((current, refund) => giveUpFor(current, refund, all, at), order);
}

function giveUpFor(order: Order, refund: PromisedRefund, all: readonly PromisedRefund[], at: Date): Order {
  const reversalId = derivedId<RefundId>('refunded', refund.refundId);
  if (order.status !== 'CONFIRMED' && order.status !== 'PROCESSING') return order;
  if (order.reversals.some((one) => one.reversalId === reversalId || one.reversalId === refund.refundId)) return order;
  const lines = order.items.flatMap((item): ReversalLine[] => {
    const { orderItemId } = item;
    const quantity = unitsToGiveUp(item, refund, all);
    return quantity === 0 ? [] : [{ orderItemId, quantity, stock: 'restock', amount: null }];
  });
  if (lines.length === 0) return order;
  const reversal = {
    reversalId,
    kind: 'refunded',
    lines,
    reason: cancelReasons.refunded,
    shipping: 0,
    refundAmount: 0,
    restocked: false,
    // Mostly there is nothing to add; a unit that was given up meanwhile may have taken the money of this one.
    refund: 'open',
    createdAt: at,
  } as const;
  return giveUpUnits(order, reversal, 'payments');
}

function unitsToGiveUp(item: OrderItem, refund: PromisedRefund, all: readonly PromisedRefund[]): number {
  if (!forSentGoods.has(refund.reason)) return Math.min(unsent(item), unitsOf(refund, item));
  const paidBack = all.reduce((sum, one) => sum + unitsOf(one, item), 0);
  const beyondSent = paidBack - item.quantityShipped - item.quantityCancelled;
  return Math.min(unsent(item), unitsOf(refund, item), Math.max(0, beyondSent));
}

const unitsOf = ({ lines }: PromisedRefund, { orderItemId }: OrderItem): number =>
  lines.filter((line) => line.orderItemId === orderItemId).reduce((sum, { quantity }) => sum + quantity, 0);
