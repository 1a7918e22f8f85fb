import type { Order, Reversal } from './order.ts';

/** Takes in how far the money and the stock of a reversal are. */
export function learnReversal(
  order: Order,
  reversalId: string,
  news: Partial<Pick<Reversal, 'restocked' | 'refund' | 'refundAmount'>>,
): Order {
  const reversals = order.reversals.map((item) => (item.reversalId === reversalId ? { ...item, ...news } : item));
  return { ...order, reversals };
}
