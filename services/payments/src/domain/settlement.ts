import type { Settlement } from '@arcade/contracts';
import {
  livePayment,
  newestPayment,
  refundable,
  refundsOf,
  type OrderAccount,
  type Payment,
  type Refund,
} from './order-account.ts';
import { isOver, isUndecided } from './payment-machine.ts';
import { fitsAgain } from './request-refund.ts';

/** What has to be done so that nothing of an order's money stays with us. */
export type SettleStep =
  | { readonly kind: 'look'; readonly payment: Payment }
  | { readonly kind: 'void'; readonly payment: Payment }
  | { readonly kind: 'request-refund'; readonly payment: Payment }
  | { readonly kind: 'submit-refund'; readonly refund: Refund };

export const settleSteps = (account: OrderAccount): readonly SettleStep[] =>
  account.payments.flatMap((payment) => stepsOf(account, payment));

function stepsOf(account: OrderAccount, payment: Payment): readonly SettleStep[] {
  if (isUndecided(payment.status)) return [{ kind: 'look', payment }];
  if (payment.status === 'AUTHORIZED') return [{ kind: 'void', payment }];
  const left = refundable(account, payment);
  const refunds = refundsOf(account, payment.paymentId);
  // The money of a failed one may have been promised to another: only those that still fit are tried again.
  const failed = refunds.filter((refund) => refund.status === 'FAILED' && fitsAgain(account, refund));
  const open = [...refunds.filter(isUnderWay), ...failed];
  const unasked = left - failed.reduce((sum, { amount }) => sum + amount.amount, 0);
  const resubmitted = open.map((refund): SettleStep => ({ kind: 'submit-refund', refund }));
  return unasked > 0 && isCaptured(payment) ? [...resubmitted, { kind: 'request-refund', payment }] : resubmitted;
}

const isUnderWay = ({ status }: Refund) => status === 'REQUESTED' || status === 'SUBMITTED';
const isCaptured = ({ status }: Payment) => status === 'CAPTURED' || status === 'PARTIALLY_CAPTURED';

/** How far the undoing of an order's payments has come. */
export function cancelOutcome(account: OrderAccount): Settlement {
  const money = account.payments.find((payment) => !isOver(payment.status)) ?? newestPayment(account);
  const failed = account.refunds.some(({ status }) => status === 'FAILED');
  const outcome = account.payments.every(isSettled) ? 'settled' : failed ? 'refused' : 'pending';
  return settlement(outcome, money);
}

const isSettled = (payment: Payment): boolean =>
  isOver(payment.status) ||
  payment.status === 'CHARGED_BACK' ||
  ((isCaptured(payment) || payment.status === 'DISPUTED') && payment.refundedAmount >= payment.capturedAmount);

/** Where a capture stands, as far as our own books know. */
export function captureOutcome(account: OrderAccount): Settlement {
  const payment = livePayment(account);
  if (payment === undefined) return settlement('refused', newestPayment(account));
  if (isUndecided(payment.status)) return settlement('pending', payment);
  if (payment.status === 'AUTHORIZED')
    return settlement(account.closedReason === null ? 'pending' : 'refused', payment);
  return settlement(payment.status === 'PARTIALLY_CAPTURED' ? 'pending' : 'captured', payment);
}

export function settlement(outcome: Settlement['outcome'], payment: Payment | undefined): Settlement {
  if (payment === undefined) return { outcome, paymentId: null, capturedAmount: null, refundedAmount: null };
  const { currencyCode } = payment.amount;
  return {
    outcome,
    paymentId: payment.paymentId,
    capturedAmount: { amount: payment.capturedAmount, currencyCode },
    refundedAmount: { amount: payment.refundedAmount, currencyCode },
  };
}
