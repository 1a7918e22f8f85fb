import type { EndpointAnswer, paymentsApi } from '@arcade/contracts';
import type { Payment, Refund } from '../domain/order-account.ts';

type PaymentView = EndpointAnswer<typeof paymentsApi.getPaymentStatus>;
type RefundView = EndpointAnswer<typeof paymentsApi.getRefund>;

export function viewPayment(payment: Payment, refunds: readonly Refund[]): PaymentView {
  const { paymentId, userId, orderId, amount, status, method, nextActionUrl, failure } = payment;
  const { currencyCode } = amount;
  return {
    paymentId,
    userId,
    orderId,
    amount,
    currencyCode,
    capturedAmount: { amount: payment.capturedAmount, currencyCode },
    refundedAmount: { amount: payment.refundedAmount, currencyCode },
    status,
    paymentMethod: method === null ? null : { type: 'card', ...method },
    nextAction: nextActionUrl === null ? null : { type: 'redirect', url: nextActionUrl },
    failure,
    refunds: refunds.filter((refund) => refund.paymentId === paymentId).map(viewRefund),
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
  };
}

export function viewRefund(refund: Refund): RefundView {
  const { refundId, paymentId, amount, status, reason, note, lines } = refund;
  return {
    refundId,
    paymentId,
    amount,
    currencyCode: amount.currencyCode,
    status,
    reason,
    note,
    lines: [...lines],
    createdAt: refund.createdAt.toISOString(),
    updatedAt: refund.updatedAt.toISOString(),
  };
}
