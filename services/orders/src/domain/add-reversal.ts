import type { Order, Reversal } from './order.ts';

/** Reversals count units one after the other: each has a time of its own, by which they are read in their order again. */
export function addReversal(order: Order, reversal: Reversal): Order {
  const last = order.reversals.at(-1)?.createdAt.getTime() ?? 0;
  const createdAt = new Date(Math.max(reversal.createdAt.getTime(), last + 1));
  return { ...order, reversals: [...order.reversals, { ...reversal, createdAt }] };
}
