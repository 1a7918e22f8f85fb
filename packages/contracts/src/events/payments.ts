import * as z from 'zod';
import { RefundLine, RefundReason, PaymentStatus } from '../api/payment-views.ts';
import { OrderId, PaymentId, RefundId, UserId } from '../ids.ts';
import { Money } from '../money.ts';
import { event } from './event.ts';

const paymentState = {
  paymentId: PaymentId,
  orderId: OrderId,
  userId: UserId,
  amount: Money,
  status: PaymentStatus,
} as const;

/** The payment wants a step of the shopper, or the provider has not decided: the order waits. */
export const PaymentPending = event('payments', 'payment', 'pending', paymentState);
export const PaymentAuthorized = event('payments', 'payment', 'authorized', paymentState);
export const PaymentCaptured = event('payments', 'payment', 'captured', { ...paymentState, capturedAmount: Money });
export const PaymentFailed = event('payments', 'payment', 'failed', {
  ...paymentState,
  failureCode: z.string(),
  /** Whether the shopper may try again on the same order. */
  attemptsLeft: z.int().nonnegative(),
});
export const PaymentVoided = event('payments', 'payment', 'voided', paymentState);
export const PaymentDisputed = event('payments', 'payment', 'disputed', paymentState);

const refundState = {
  refundId: RefundId,
  paymentId: PaymentId,
  orderId: OrderId,
  userId: UserId,
  amount: Money,
  /** All succeeded refunds of the payment so far. */
  refundedTotal: Money,
  capturedAmount: Money,
  reason: RefundReason,
  lines: z.array(RefundLine).default([]),
} as const;
export const RefundSucceeded = event('payments', 'refund', 'succeeded', refundState);
export const RefundFailed = event('payments', 'refund', 'failed', refundState);
