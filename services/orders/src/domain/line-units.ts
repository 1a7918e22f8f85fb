import type { LineAction, OrderStatus } from '@arcade/contracts';
import { holdOf } from './hold.ts';
import type { Line, Order, OrderItem } from './order.ts';

/** Units that are neither sent nor cancelled. */
export const unsent = ({ quantity, quantityShipped, quantityCancelled }: OrderItem): number =>
  quantity - quantityShipped - quantityCancelled;

/** Units that are sold, sent or not. */
export const kept = ({ quantity, quantityCancelled }: OrderItem): number => quantity - quantityCancelled;

const cancellable: ReadonlySet<OrderStatus> = new Set(['CONFIRMED', 'PROCESSING']);
const returnable: ReadonlySet<OrderStatus> = new Set(['PROCESSING', 'SHIPPED', 'DELIVERED', 'COMPLETED']);

/**
 * How many units of a line an action may take now: the one rule behind commands, what their refusals name and what pages
 * offer. An unpaid order is cancelled as a whole, so that none of its lines is by itself.
 */
export function unitsFor(action: LineAction, order: Order, item: OrderItem): number {
  switch (action) {
    case 'cancel':
      return cancellable.has(order.status) ? unsent(item) : 0;
    case 'ship':
      return order.status === 'PROCESSING' && holdOf(order) === null ? unsent(item) : 0;
    case 'return':
      return returnable.has(order.status) ? item.quantityDelivered - item.quantityReturned : 0;
  }
}

/** Lines that name the same item count together. */
export function sumLines(lines: readonly Line[]): readonly Line[] {
  const sums = new Map<Line['orderItemId'], number>();
  for (const { orderItemId, quantity } of lines) sums.set(orderItemId, (sums.get(orderItemId) ?? 0) + quantity);
  return [...sums].map(([orderItemId, quantity]) => ({ orderItemId, quantity }));
}

/** The order with these units of its lines counted. */
export const countUnits = (
  order: Order,
  lines: readonly Line[],
  count: 'quantityShipped' | 'quantityDelivered' | 'quantityReturned' | 'quantityCancelled',
): Order => {
  const sums = sumLines(lines);
  const items = order.items.map((item) => {
    const line = sums.find(({ orderItemId }) => orderItemId === item.orderItemId);
    return line === undefined ? item : { ...item, [count]: item[count] + line.quantity };
  });
  return { ...order, items };
};
