import { DomainError, type Money, type PaymentId, type RefundId, type RefundReason } from '@arcade/contracts';
import { amountOf, billLeft, fits, type Bill, type BillLeft, type RefundParts } from './bill.ts';
import type { Change } from './change.ts';
import { paymentIn, refundable, refundsOf, type OrderAccount, type Payment, type Refund } from './order-account.ts';
import type { RefundTransition } from './refund-machine.ts';

export interface RequestRefund {
  readonly refundId: RefundId;
  readonly paymentId: PaymentId;
  readonly reason: RefundReason;
  readonly note: string | null;
  /** What it draws on, given what is left of the bill and of the payment. */
  readonly parts: (left: BillLeft, refundable: number) => RefundParts;
  readonly now: Date;
}

/**
 * Sets money aside to be given back. The caller holds the account's lock, so that concurrent requests together never
 * exceed what was captured, nor what a line has cost.
 * @throws DomainError not-found, illegal-transition, refund-exceeds-captured, and what `parts` throws
 */
export function requestRefund(account: OrderAccount, command: RequestRefund): readonly Change[] {
  const { refundId, paymentId, reason, note, now } = command;
  const payment = account.payments.find((one) => one.paymentId === paymentId);
  if (payment === undefined) throw new DomainError('not-found');
  if (payment.capturedAmount === 0) {
    throw new DomainError('illegal-transition', 'Nothing of this payment has been captured', {
      state: payment.status,
      allowed: [],
    });
  }
  const { currencyCode } = payment.amount;
  const left = refundable(account, payment);
  const { bill } = payment;
  const parts = bill === null ? nothing : command.parts(leftOf(account, payment, bill), left);
  const amount: Money = { amount: bill === null ? left : amountOf(parts), currencyCode };
  if (amount.amount > left) throw exceedsCaptured({ amount: left, currencyCode });
  const transitions = amount.amount === 0 ? nothingToSend : requested;
  const refund: Refund = {
    refundId,
    paymentId,
    orderId: account.orderId,
    userId: payment.userId,
    amount,
    status: transitions.at(-1)?.to ?? 'REQUESTED',
    reason,
    note,
    ...parts,
    providerId: null,
    failureCode: null,
    version: transitions.length,
    createdAt: now,
    updatedAt: now,
  };
  return [{ kind: 'refund', refund, transitions }];
}

export const exceedsCaptured = (left: Money): DomainError =>
  new DomainError('refund-exceeds-captured', undefined, { left });

/** What is left of what a payment pays for. */
export const leftOf = (account: OrderAccount, { paymentId }: Payment, bill: Bill): BillLeft =>
  billLeft(bill, refundsOf(account, paymentId));

/** Whether the money of a refund that holds none is still there, and of each line as much as it is for. */
export function fitsAgain(account: OrderAccount, refund: Refund): boolean {
  const payment = paymentIn(account, refund.paymentId);
  const within = refund.amount.amount <= refundable(account, payment);
  return within && (payment.bill === null || fits(leftOf(account, payment, payment.bill), refund));
}

/** Without a bill a refund is of all that is left, and there is nothing to draw on. */
const nothing: RefundParts = { lines: [], shipping: 0 };

const requested: readonly RefundTransition[] = [{ from: null, to: 'REQUESTED', event: 'request' }];
/** Units whose money went back before are given up for nothing: the account keeps that, no provider is asked. */
const nothingToSend: readonly RefundTransition[] = [
  ...requested,
  { from: 'REQUESTED', to: 'SUBMITTED', event: 'submit' },
  { from: 'SUBMITTED', to: 'SUCCEEDED', event: 'succeed' },
];
