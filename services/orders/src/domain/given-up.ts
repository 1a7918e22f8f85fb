import type { EndpointInput, paymentsApi } from '@arcade/contracts';
import type { Order, OrderItem, Reversal } from './order.ts';

/** Units that an order gives up, as payments wants it. */
export type GivenUp = NonNullable<EndpointInput<typeof paymentsApi.proposeRefund>['body']>;

/**
 * The units of one reversal. The counts say how many units of each line are given up until then, whatever the way; units
 * that were just cancelled have none: of those, what was paid back by hand is a reversal by itself.
 */
export function givenUpBy(order: Order, reversal: Reversal): GivenUp {
  const position = order.reversals.findIndex(({ reversalId }) => reversalId === reversal.reversalId);
  const before = position < 0 ? order.reversals : order.reversals.slice(0, position);
  const counts = new Map<string, number>();
  for (const { orderItemId, quantity } of before.flatMap(({ lines }) => lines)) add(counts, orderItemId, quantity);
  const money = (amount: number) => ({ amount, currencyCode: order.totals.total.currencyCode });
  const lines = reversal.lines.map(({ orderItemId, quantity, amount }) => ({
    orderItemId,
    quantity,
    ...(reversal.kind === 'cancellation' ? {} : { givenUp: add(counts, orderItemId, quantity) }),
    ...(amount === null ? {} : { amount: money(amount) }),
  }));
  return { lines, ...(reversal.shipping === 0 ? {} : { shipping: money(reversal.shipping) }) };
}

function add(counts: Map<string, number>, orderItemId: OrderItem['orderItemId'], quantity: number): number {
  const sum = (counts.get(orderItemId) ?? 0) + quantity;
  counts.set(orderItemId, sum);
  return sum;
}
