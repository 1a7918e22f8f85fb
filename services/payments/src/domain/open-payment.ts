import { DomainError, type Money, type PaymentId, type UserId } from '@arcade/contracts';
import type { Bill } from './bill.ts';
import type { Change } from './change.ts';
import { authorisationKey, livePayment, type OrderAccount, type Payment } from './order-account.ts';

export interface OpenPayment {
  readonly paymentId: PaymentId;
  readonly userId: UserId;
  readonly amount: Money;
  readonly bill: Bill | null;
  readonly maxAttempts: number;
  readonly now: Date;
}

/**
 * Begins a payment: the row and the intent to ask the provider exist before anybody asks it.
 * @throws DomainError order-not-payable, payment-in-progress
 */
export function openPayment(account: OrderAccount, command: OpenPayment): readonly Change[] {
  const { paymentId, userId, amount, bill, maxAttempts, now } = command;
  if (account.closedReason !== null) {
    throw new DomainError('order-not-payable', 'The order takes no payments any more', {
      reason: account.closedReason,
    });
  }
  const live = livePayment(account);
  if (live !== undefined) throw inProgress(live);
  const tooMany = account.payments.length >= maxAttempts * maximumPaymentsPerAttempt;
  if (attemptsLeft(account, maxAttempts) === 0 || tooMany) {
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
    bill,
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

/** Steps that were left for another card do not count as tries, but nobody begins them without end. */
const maximumPaymentsPerAttempt = 4;

/** How often the shopper may still try to pay this order. */
export function attemptsLeft(account: OrderAccount, maxAttempts: number): number {
  const tries = account.payments.filter(({ status }) => status !== 'CANCELLED').length;
  return account.closedReason === null ? Math.max(0, maxAttempts - tries) : 0;
}

/** A payment that waits for its shopper's step with the provider: they may go on with it, or leave it for another card. */
export const waitingStep = (account: OrderAccount): Payment | undefined =>
  account.payments.find(({ status }) => status === 'REQUIRES_ACTION');

const inProgress = ({ paymentId, status, nextActionUrl }: Payment): DomainError =>
  new DomainError('payment-in-progress', undefined, {
    paymentId,
    paymentStatus: status,
    nextAction: nextActionUrl === null ? null : { type: 'redirect', url: nextActionUrl },
  });
