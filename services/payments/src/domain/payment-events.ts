import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDisputed,
  PaymentFailed,
  PaymentPending,
  PaymentVoided,
  RefundFailed,
  RefundSucceeded,
  type PaymentStatus,
} from '@arcade/contracts';
import type { Change } from './change.ts';
import { attemptsLeft } from './open-payment.ts';
import { paymentIn, type OrderAccount, type Payment, type Refund } from './order-account.ts';

/** What is published of a change; `account` is the account after all changes of the transaction. */
export function eventOf(change: Change, account: OrderAccount, maxAttempts: number) {
  if (change.kind === 'payment' && change.transitions.length > 0)
    return paymentEvent(change.payment, account, maxAttempts);
  if (change.kind === 'refund' && change.transitions.length > 0) return refundEvent(change.refund, account);
  return undefined;
}

const simpleEvents = {
  REQUIRES_ACTION: PaymentPending,
  PROCESSING: PaymentPending,
  AUTHORIZED: PaymentAuthorized,
  VOIDED: PaymentVoided,
  CANCELLED: PaymentVoided,
  EXPIRED: PaymentVoided,
  DISPUTED: PaymentDisputed,
  CHARGED_BACK: PaymentDisputed,
} as const satisfies { readonly [Status in PaymentStatus]?: unknown };

function paymentEvent(payment: Payment, account: OrderAccount, maxAttempts: number) {
  const { paymentId, orderId, userId, amount, status, version } = payment;
  const payload = { paymentId, orderId, userId, amount, status };
  const aggregate = { id: paymentId, version };
  if (status === 'CREATED') return undefined;
  if (status === 'FAILED') {
    const failureCode = payment.failure?.code ?? 'unknown';
    const left = attemptsLeft(account, maxAttempts);
    return { definition: PaymentFailed, aggregate, payload: { ...payload, failureCode, attemptsLeft: left } } as const;
  }
  if (status === 'CAPTURED' || status === 'PARTIALLY_CAPTURED') {
    const capturedAmount = { amount: payment.capturedAmount, currencyCode: amount.currencyCode };
    return { definition: PaymentCaptured, aggregate, payload: { ...payload, capturedAmount } } as const;
  }
  return { definition: simpleEvents[status], aggregate, payload } as const;
}

function refundEvent(refund: Refund, account: OrderAccount) {
  const { refundId, paymentId, orderId, userId, amount, reason, status, lines, version } = refund;
  if (amount.amount === 0) return undefined;
  if (status !== 'SUCCEEDED' && status !== 'FAILED' && status !== 'REVERSED') return undefined;
  const payment = paymentIn(account, paymentId);
  const { currencyCode } = payment.amount;
  return {
    definition: status === 'SUCCEEDED' ? RefundSucceeded : RefundFailed,
    aggregate: { id: refundId, version },
    payload: {
      refundId,
      paymentId,
      orderId,
      userId,
      amount,
      refundedTotal: { amount: payment.refundedAmount, currencyCode },
      capturedAmount: { amount: payment.capturedAmount, currencyCode },
      reason,
      lines: lines.map((line) => ({ ...line, amount: { amount: line.amount, currencyCode } })),
    },
  } as const;
}
