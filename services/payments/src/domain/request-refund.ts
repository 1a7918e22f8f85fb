import { DomainError, type Money, type PaymentId, type RefundId, type RefundReason } from '@arcade/contracts';
import type { Change } from './change.ts';
import { refundable, type OrderAccount, type Refund, type RefundLine } from './order-account.ts';

export interface RequestRefund {
  readonly refundId: RefundId;
  readonly paymentId: PaymentId;
  /** All that is left when absent. */
  readonly amount?: Money | undefined;
  readonly reason: RefundReason;
  readonly note: string | null;
  readonly lines: readonly RefundLine[];
  readonly now: Date;
}

/**
 * Sets money aside to be given back. The caller holds the account's lock, so that concurrent requests together never
 * exceed what was captured.
 * @throws DomainError not-found, illegal-transition, currency-mismatch, refund-exceeds-captured
 */
export function requestRefund(account: OrderAccount, command: RequestRefund): readonly Change[] {
  const payment = account.payments.find(({ paymentId }) => paymentId === command.paymentId);
  if (payment === undefined) throw new DomainError('not-found');
  if (payment.capturedAmount === 0) {
    throw new DomainError('illegal-transition', 'Nothing of this payment has been captured', {
      state: payment.status,
      allowed: [],
    });
  }
  const { currencyCode } = payment.amount;
  const left = refundable(account, payment);
  const amount = command.amount ?? { amount: left, currencyCode };
  if (amount.currencyCode !== currencyCode) throw new DomainError('currency-mismatch');
  if (amount.amount > left || left === 0) {
    throw new DomainError('refund-exceeds-captured', undefined, { left: { amount: left, currencyCode } });
  }
  const refund: Refund = {
    refundId: command.refundId,
    paymentId: payment.paymentId,
    orderId: account.orderId,
    userId: payment.userId,
    amount,
    status: 'REQUESTED',
    reason: command.reason,
    note: command.note,
    lines: command.lines,
    providerId: null,
    failureCode: null,
    version: 1,
    createdAt: command.now,
    updatedAt: command.now,
  };
  return [{ kind: 'refund', refund, transitions: [{ from: null, to: 'REQUESTED', event: 'request' }] }];
}
