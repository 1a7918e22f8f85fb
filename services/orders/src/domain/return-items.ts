import type { RefundId } from '@arcade/contracts';
import { multiplyRatio } from '@arcade/money';
import { changeLines, sumLines, tooMany, type Handler } from './fulfil-order.ts';
import { moveOrder } from './move-order.ts';
import { illegal } from './order-machine.ts';
import type { Line, Order, OrderItem, Return } from './order.ts';

export interface ReturnCommand {
  readonly returnId: RefundId;
  readonly lines: readonly Line[];
  readonly reason: string;
}

/** @throws DomainError not-found, illegal-transition */
export function returnItems(order: Order, command: ReturnCommand, { actor, merchantId }: Handler, now: Date): Order {
  const { returnId, reason } = command;
  if (order.returns.some((known) => known.returnId === returnId)) return order;
  if (order.status !== 'DELIVERED' && order.status !== 'COMPLETED') throw illegal(order.status, 'return');
  const lines = sumLines(command.lines);
  const items = changeLines(order, lines, merchantId, (item, quantity) => {
    const left = item.quantityDelivered - item.quantityReturned;
    if (quantity > left) throw tooMany('return', item, left);
    return { ...item, quantityReturned: item.quantityReturned + quantity };
  });
  const refundAmount = items.reduce((sum, item, index) => sum + shareReturned(order.items[index] ?? item, item), 0);
  const recorded: Return = {
    returnId,
    lines,
    reason,
    refundAmount,
    restocked: false,
    refund: refundAmount === 0 ? 'done' : 'open',
    createdAt: now,
  };
  const returned = { ...order, items, returns: [...order.returns, recorded] };
  const all = items.every((item) => item.quantityReturned === item.quantity);
  return all ? moveOrder(returned, { event: 'return', actor, reason, at: now }) : returned;
}

/** Shares of a line are rounded on their running sum, so that all of them together are exactly what it cost. */
const shareReturned = (before: OrderItem, after: OrderItem): number =>
  worth(after, after.quantityReturned) - worth(before, before.quantityReturned);

const worth = ({ totalPrice, discount, quantity }: OrderItem, units: number): number =>
  multiplyRatio(totalPrice.amount - discount.amount, units, quantity);
