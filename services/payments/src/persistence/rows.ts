import type { Selectable } from 'kysely';
import type { Bill } from '../domain/bill.ts';
import type { Payment, Refund, RefundLine } from '../domain/order-account.ts';
import { isOver } from '../domain/payment-machine.ts';
import type { PaymentTable, RefundTable } from './tables.ts';

export const paymentOfRow = (row: Selectable<PaymentTable>): Payment => ({
  paymentId: row.payment_id,
  orderId: row.order_id,
  userId: row.user_id,
  attemptNo: row.attempt_no,
  amount: { amount: Number(row.amount), currencyCode: row.currency_code },
  capturedAmount: Number(row.captured_amount),
  refundedAmount: Number(row.refunded_amount),
  status: row.status,
  providerId: row.provider_id,
  method:
    row.method_brand === null || row.method_last4 === null
      ? null
      : { brand: row.method_brand, last4: row.method_last4 },
  nextActionUrl: row.next_action_url,
  failure: row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? '' },
  bill: row.bill === null ? null : (JSON.parse(row.bill) as Bill),
  callNo: row.call_no,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** What may change after a payment was opened. */
export const changingColumns = (payment: Payment) => ({
  live_order_id: isOver(payment.status) ? null : payment.orderId,
  captured_amount: payment.capturedAmount,
  refunded_amount: payment.refundedAmount,
  status: payment.status,
  provider_id: payment.providerId,
  method_brand: payment.method?.brand ?? null,
  method_last4: payment.method?.last4 ?? null,
  next_action_url: payment.nextActionUrl,
  failure_code: payment.failure?.code ?? null,
  failure_message: payment.failure?.message.slice(0, 500) ?? null,
  call_no: payment.callNo,
  version: payment.version,
  updated_at: payment.updatedAt,
});

export const fixedColumns = (payment: Payment) => ({
  payment_id: payment.paymentId,
  order_id: payment.orderId,
  user_id: payment.userId,
  attempt_no: payment.attemptNo,
  amount: payment.amount.amount,
  currency_code: payment.amount.currencyCode,
  bill: payment.bill === null ? null : JSON.stringify(payment.bill),
  created_at: payment.createdAt,
});

export const refundOfRow = (row: Selectable<RefundTable>): Refund => ({
  refundId: row.refund_id,
  paymentId: row.payment_id,
  orderId: row.order_id,
  userId: row.user_id,
  amount: { amount: Number(row.amount), currencyCode: row.currency_code },
  status: row.status,
  reason: row.reason,
  note: row.note,
  lines: linesOf(row.order_lines),
  shipping: Number(row.shipping),
  providerId: row.provider_id,
  failureCode: row.failure_code,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** Earlier versions kept no amounts: their money counts as put on no line. */
const linesOf = (json: string): readonly RefundLine[] =>
  (JSON.parse(json) as (Omit<RefundLine, 'amount'> & Partial<RefundLine>)[]).map((line) => ({ amount: 0, ...line }));

export const rowOfRefund = (refund: Refund) => ({
  refund_id: refund.refundId,
  payment_id: refund.paymentId,
  order_id: refund.orderId,
  user_id: refund.userId,
  amount: refund.amount.amount,
  currency_code: refund.amount.currencyCode,
  status: refund.status,
  reason: refund.reason,
  note: refund.note,
  order_lines: JSON.stringify(refund.lines),
  shipping: refund.shipping,
  provider_id: refund.providerId,
  failure_code: refund.failureCode,
  version: refund.version,
  created_at: refund.createdAt,
  updated_at: refund.updatedAt,
});
