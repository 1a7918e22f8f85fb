import { DomainError, type Money, type PaymentId, type UserId } from '@arcade/contracts';
import type { Change } from './change.ts';
import { authorisationKey, livePayment, type OrderAccount, type Payment } from './order-account.ts';

export interface OpenPayment {
  readonly paymentId: PaymentId;
  readonly userId: UserId;
  readonly amount: Money;
  readonly maxAttempts: number;
  readonly now: Date;
}

/**
 * Begins a payment: the row and the intent to ask the provider exist before anybody asks it.
 * @throws DomainError order-not-payable, payment-in-progress
 */
export function openPayment(account: OrderAccount, command: OpenPayment): readonly Change[] {
  const { paymentId, userId, amount, maxAttempts, now } = command;
  if (account.closedReason !== null) {
    throw new DomainError('order-not-payable', 'The order takes no payments any more', {
      reason: account.closedReason,
    });
  }
  const live = livePayment(account);
  if (live !== undefined) {
    throw new DomainError('payment-in-progress', undefined, { paymentId: live.paymentId, status: live.status });
  }
  if (attemptsLeft(account, maxAttempts) === 0) {
    throw new DomainError('order-not-payable', 'The order has used up its attempts to pay', { attemptsLeft: 0 });
  }
  const attemptNo = account.payments.length + 1;
  const payment: Payment = {
    paymentId,
    orderId: account.orderId,
    userId,
    attemptNo,
    amount,
    capturedAmount: 0,
    refundedAmount: 0,
    status: 'CREATED',
    providerId: null,
    method: null,
    nextActionUrl: null,
    failure: null,
    callNo: 1,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  return [
    { kind: 'payment', payment, transitions: [{ from: null, to: 'CREATED', event: 'open' }] },
    {
      kind: 'attempt-opened',
      key: authorisationKey(account.orderId, attemptNo),
      paymentId,
      call: 'auth',
      amount: amount.amount,
    },
  ];
}

/** How often the shopper may still try to pay this order. */
export const attemptsLeft = (account: OrderAccount, maxAttempts: number): number =>
  account.closedReason === null ? Math.max(0, maxAttempts - account.payments.length) : 0;
