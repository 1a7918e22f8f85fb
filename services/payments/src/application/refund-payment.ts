import {
  DomainError,
  type Money,
  type OrderId,
  type PaymentId,
  type RefundId,
  type RefundReason,
} from '@arcade/contracts';
import { refundIn, type OrderAccount, type Refund, type RefundLine } from '../domain/order-account.ts';
import { requestRefund } from '../domain/request-refund.ts';
import type { PaymentsContext } from './payments-context.ts';
import { submitRefund } from './submit-refund.ts';

export interface RefundPayment {
  /** Makes it happen once: a request with a known id only tells how it went. */
  readonly refundId: RefundId;
  readonly amount?: Money | undefined;
  readonly reason: RefundReason;
  readonly note?: string | undefined;
  readonly lines: readonly RefundLine[];
}

/** @throws DomainError not-found, illegal-transition, currency-mismatch, refund-exceeds-captured */
export async function refundPayment(
  ctx: PaymentsContext,
  paymentId: PaymentId,
  command: RefundPayment,
): Promise<Refund> {
  const orderId = await ctx.accounts.orderOfPayment(paymentId);
  if (orderId === undefined) throw new DomainError('not-found');
  return await refund(ctx, orderId, () => paymentId, command);
}

/** Gives back a part of what an order's payment captured. */
export async function refundOrder(ctx: PaymentsContext, orderId: OrderId, command: RefundPayment): Promise<Refund> {
  return await refund(ctx, orderId, capturedPayment, command);
}

async function refund(
  ctx: PaymentsContext,
  orderId: OrderId,
  pick: (account: OrderAccount) => PaymentId,
  { refundId, amount, reason, note, lines }: RefundPayment,
): Promise<Refund> {
  const requested = await ctx.accounts.update(orderId, (account) => {
    if (account.refunds.some((known) => known.refundId === refundId)) return [];
    const now = ctx.clock.now();
    return requestRefund(account, {
      refundId,
      paymentId: pick(account),
      amount,
      reason,
      note: note ?? null,
      lines,
      now,
    });
  });
  return refundIn(await submitRefund(ctx, requested, refundId), refundId);
}

function capturedPayment(account: OrderAccount): PaymentId {
  const payment = account.payments.find(({ capturedAmount }) => capturedAmount > 0);
  if (payment === undefined) throw new DomainError('illegal-transition', 'Nothing of this order has been captured');
  return payment.paymentId;
}
