import type { PaymentStatus, RefundStatus } from '@arcade/contracts';
import { applyChanges, changePayment, changeRefund, type Change } from './change.ts';
import {
  authorisationKey,
  captureKeys,
  refundKey,
  refundsOf,
  type OrderAccount,
  type Payment,
  type Refund,
} from './order-account.ts';
import { advancePayment, isOver, paymentMachine } from './payment-machine.ts';
import {
  furthestRefund,
  isOpen,
  moneyHeld,
  type ChargeStatus,
  type ProviderCharge,
  type ProviderRefund,
} from './provider-charge.ts';
import { refundMachine, type RefundTransition } from './refund-machine.ts';
import { pathBetween, transition } from './transition.ts';

export type Observation =
  | { readonly kind: 'known'; readonly changes: readonly Change[] }
  /** Money that no payment of ours stands for is or may come to be at the provider: it has to go back. */
  | { readonly kind: 'orphan' };

/** What a look at the provider's charge means for an account. Late, repeated and reordered looks change nothing. */
export function observeCharge(account: OrderAccount, charge: ProviderCharge, now: Date): Observation {
  const payment = account.payments.find((one) => authorisationKey(one.orderId, one.attemptNo) === charge.key);
  const foreign = payment?.providerId != null && payment.providerId !== charge.providerId;
  if (payment === undefined || foreign) return { kind: 'orphan' };
  if (isOver(payment.status) && (moneyHeld(charge) || isOpen(charge))) return { kind: 'orphan' };
  const refunds = account.refunds.flatMap(({ refundId }) => {
    const refund = furthestRefund(charge, refundKey(refundId));
    return refund === undefined ? [] : observeRefund(account, refund, now);
  });
  const changes = [...observePayment(payment, charge, now), ...refunds];
  return { kind: 'known', changes: [...changes, ...countRefunds(applyChanges(account, changes), payment, now)] };
}

function observePayment(payment: Payment, charge: ProviderCharge, now: Date): readonly Change[] {
  const transitions = transitionsOf(payment, charge);
  const nextActionUrl = charge.status === 'requires-action' && !isOver(payment.status) ? charge.nextActionUrl : null;
  const unchanged = transitions.length === 0 && payment.providerId !== null && payment.nextActionUrl === nextActionUrl;
  if (unchanged || isOver(payment.status)) return [];
  const news = {
    providerId: charge.providerId,
    method: charge.method ?? payment.method,
    capturedAmount: Math.max(payment.capturedAmount, charge.capturedAmount),
    nextActionUrl,
    failure: charge.failure ?? (charge.status === 'voided' ? cancelled : null),
  };
  const captured = transitions.some(({ event }) => event === 'capture');
  const keys = [authorisationKey(payment.orderId, payment.attemptNo), ...(captured ? captureKeys(payment) : [])];
  return [
    changePayment(payment, transitions, news, now),
    { kind: 'attempts-settled', keys, result: 'ANSWERED', detail: charge.status },
  ];
}

/** States only advance, but a dispute that the provider says is won brings the money back. */
const transitionsOf = (payment: Payment, charge: ProviderCharge) =>
  payment.status === 'DISPUTED' && statusOf(charge) === 'captured' && charge.disputeOutcome === 'won'
    ? [transition(paymentMachine, payment.status, 'win-dispute')]
    : advancePayment(payment.status, statusFrom(payment, charge));

function statusOf({ status, disputeOutcome }: ProviderCharge): ChargeStatus {
  if (status !== 'disputed' || disputeOutcome === null) return status;
  return disputeOutcome === 'won' ? 'captured' : 'charged-back';
}

const cancelled = { code: 'cancelled', message: 'The payment was cancelled' };

const statuses: Readonly<Record<ChargeStatus, PaymentStatus>> = {
  'requires-action': 'REQUIRES_ACTION',
  processing: 'PROCESSING',
  authorized: 'AUTHORIZED',
  captured: 'CAPTURED',
  voided: 'VOIDED',
  failed: 'FAILED',
  disputed: 'DISPUTED',
  'charged-back': 'CHARGED_BACK',
};

function statusFrom(payment: Payment, charge: ProviderCharge): PaymentStatus {
  if (charge.status === 'voided') return voidedFrom(payment.status);
  const status = statusOf(charge);
  const partial = status === 'captured' && charge.capturedAmount < payment.amount.amount;
  return partial ? 'PARTIALLY_CAPTURED' : statuses[status];
}

/** A payment that never had an authorisation is cancelled rather than voided; one in process has no such exit. */
function voidedFrom(status: PaymentStatus): PaymentStatus {
  if (status === 'CREATED' || status === 'REQUIRES_ACTION') return 'CANCELLED';
  return status === 'PROCESSING' ? 'FAILED' : 'VOIDED';
}

/** What the provider says about one refund. */
export function observeRefund(account: OrderAccount, seen: ProviderRefund, now: Date): readonly Change[] {
  const refund = account.refunds.find(({ refundId }) => refundKey(refundId) === seen.key);
  if (refund === undefined || isOutdated(refund, seen)) return [];
  const transitions = advanceRefund(refund.status, seen.status);
  if (transitions.length === 0) return [];
  const news = { providerId: seen.providerId, failureCode: seen.failure?.code ?? null };
  return [
    changeRefund(refund, transitions, news, now),
    { kind: 'attempts-settled', keys: [seen.key], result: 'ANSWERED', detail: seen.status },
  ];
}

/** A try that failed before the one that succeeded says nothing of it. */
const isOutdated = (refund: Refund, seen: ProviderRefund): boolean =>
  refund.status === 'SUCCEEDED' && seen.status === 'failed' && seen.providerId !== refund.providerId;

/** From where each report of the provider still says something new, and where it leads. */
const refundReports: Readonly<Record<ProviderRefund['status'], { readonly [From in RefundStatus]?: RefundStatus }>> = {
  pending: { REQUESTED: 'SUBMITTED' },
  succeeded: { REQUESTED: 'SUCCEEDED', SUBMITTED: 'SUCCEEDED', FAILED: 'SUCCEEDED' },
  failed: { REQUESTED: 'FAILED', SUBMITTED: 'FAILED', SUCCEEDED: 'REVERSED' },
};

function advanceRefund(from: RefundStatus, report: ProviderRefund['status']): readonly RefundTransition[] {
  const to = refundReports[report][from];
  return to === undefined ? [] : (pathBetween(refundMachine, from, to) ?? []);
}

/** Keeps a payment's refunded amount equal to the sum of its refunds that went through. */
export function countRefunds(account: OrderAccount, { paymentId }: Payment, now: Date): readonly Change[] {
  const payment = account.payments.find((one) => one.paymentId === paymentId);
  if (payment === undefined) return [];
  const refundedAmount = sumSucceeded(refundsOf(account, paymentId));
  return refundedAmount === payment.refundedAmount ? [] : [changePayment(payment, [], { refundedAmount }, now)];
}

const sumSucceeded = (refunds: readonly Refund[]) =>
  refunds.filter(({ status }) => status === 'SUCCEEDED').reduce((sum, { amount }) => sum + amount.amount, 0);
