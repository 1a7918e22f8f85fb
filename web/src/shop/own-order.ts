import type { Order, VisibleOrder } from '@arcade/contracts';

/**
 * The order of whoever bought it. A merchant who sells some of it sees only a part, which these pages do not show.
 * @throws Error for such a part
 */
export function ownOrder(order: VisibleOrder): Order {
  if (order.view !== 'whole') throw new Error('This is an order of somebody else, with products of yours');
  return order;
}
