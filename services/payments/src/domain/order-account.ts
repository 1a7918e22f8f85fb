import {
  DomainError,
  type Money,
  type OrderId,
  type OrderItemId,
  type PaymentId,
  type PaymentStatus,
  type RefundId,
  type RefundReason,
  type RefundStatus,
  type UserId,
} from '@arcade/contracts';
import type { Bill, RefundParts } from './bill.ts';
import { isOver } from './payment-machine.ts';
import { holdsMoney } from './refund-machine.ts';

export interface Payment {
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: UserId;
  /** 1 for the first payment of an order; part of the key the provider sees. */
  readonly attemptNo: number;
  readonly amount: Money;
  readonly capturedAmount: number;
  readonly refundedAmount: number;
  readonly status: PaymentStatus;
  readonly providerId: string | null;
  readonly method: { readonly brand: string; readonly last4: string } | null;
  readonly nextActionUrl: string | null;
  readonly failure: Failure | null;
  /** What it pays for; null when it was opened by a version that did not ask. */
  readonly bill: Bill | null;
  /** Which of the keys for its capture is in use. */
  readonly callNo: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
}

export interface RefundLine {
  readonly orderItemId: OrderItemId;
  /** Units that are paid back by it. */
  readonly quantity: number;
  /** In minor units. */
  readonly amount: number;
}

export interface Refund extends RefundParts {
  readonly refundId: RefundId;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: UserId;
  readonly amount: Money;
  readonly status: RefundStatus;
  readonly reason: RefundReason;
  readonly note: string | null;
  readonly providerId: string | null;
  readonly failureCode: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Everything about one order's money; locked and changed as one. */
export interface OrderAccount {
  readonly orderId: OrderId;
  /** Set once the order takes no money any more; whatever still comes in goes back. */
  readonly closedReason: RefundReason | null;
  /** In the order of their attempts. */
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
}

export const authorisationKey = (orderId: OrderId, attemptNo: number) => `order:${orderId}:${attemptNo}:auth`;
type CaptureCall = Pick<Payment, 'orderId' | 'callNo'>;
export const captureKey = ({ orderId, callNo }: CaptureCall) =>
  callNo === 1 ? `order:${orderId}:capture` : `order:${orderId}:capture:${callNo}`;
/** All that have been in use. */
export const captureKeys = ({ orderId, callNo }: CaptureCall): readonly string[] =>
  Array.from({ length: callNo }, (_, index) => captureKey({ orderId, callNo: index + 1 }));
/** Voids may be repeated; a new key for each state, because a provider replays its refusals as long as it keeps a key. */
export const voidKey = ({ paymentId, version }: Pick<Payment, 'paymentId' | 'version'>) =>
  `payment:${paymentId}:${version}:void`;
export const refundKey = (refundId: RefundId) => `refund:${refundId}`;

export const newestPayment = (account: OrderAccount): Payment | undefined => account.payments.at(-1);

/** The one payment of an order that has or may still get money. */
export const livePayment = (account: OrderAccount): Payment | undefined =>
  account.payments.find((payment) => !isOver(payment.status));

export const refundsOf = (account: OrderAccount, paymentId: PaymentId): readonly Refund[] =>
  account.refunds.filter((refund) => refund.paymentId === paymentId);

/** What can still be given back. What the bank has taken back is gone. */
export function refundable(account: OrderAccount, payment: Payment): number {
  if (payment.status === 'CHARGED_BACK') return 0;
  const held = refundsOf(account, payment.paymentId).filter((refund) => holdsMoney(refund.status));
  return payment.capturedAmount - held.reduce((sum, refund) => sum + refund.amount.amount, 0);
}

/** The payment whose money there is. */
export const capturedPayment = (account: OrderAccount): Payment | undefined =>
  account.payments.find(({ capturedAmount }) => capturedAmount > 0);

/** @throws DomainError not-found */
export function paymentIn(account: OrderAccount, paymentId: PaymentId): Payment {
  const payment = account.payments.find((one) => one.paymentId === paymentId);
  if (payment === undefined) throw new DomainError('not-found');
  return payment;
}

/** @throws DomainError not-found */
export function refundIn(account: OrderAccount, refundId: RefundId): Refund {
  const refund = account.refunds.find((one) => one.refundId === refundId);
  if (refund === undefined) throw new DomainError('not-found');
  return refund;
}
