import type { Selectable } from 'kysely';
import type { Line, Reversal, ReversalLine } from '../domain/order.ts';
import type { ReturnTable } from './tables.ts';

export const reversalOfRow = (row: Selectable<ReturnTable>): Reversal => ({
  reversalId: row.return_id,
  kind: row.kind,
  lines: reversalLinesOf(row.order_lines),
  reason: row.reason === '' ? null : row.reason,
  shipping: Number(row.shipping_amount),
  refundAmount: Number(row.refund_amount),
  restocked: row.restocked === 1,
  refund: row.refund,
  createdAt: row.created_at,
});

/** Earlier versions restocked everything that came back, and proposed the amount themselves. */
const reversalLinesOf = (json: string): readonly ReversalLine[] =>
  (JSON.parse(json) as (Line & Partial<ReversalLine>)[]).map((line) => ({ stock: 'restock', amount: null, ...line }));

export const rowOfReversal = (orderId: string, item: Reversal) => ({
  return_id: item.reversalId,
  order_id: orderId,
  kind: item.kind,
  order_lines: JSON.stringify(item.lines),
  reason: item.reason ?? '',
  shipping_amount: item.shipping,
  refund_amount: item.refundAmount,
  restocked: item.restocked ? 1 : 0,
  refund: item.refund,
  created_at: item.createdAt,
});
