import type { EndpointAnswer, Money, paymentsApi } from '@arcade/contracts';
import type { Proposal } from '../application/refund-order.ts';
import { amountOf } from '../domain/bill.ts';
import type { Payment, Refund, RefundLine } from '../domain/order-account.ts';

type PaymentView = EndpointAnswer<typeof paymentsApi.getPaymentStatus>;
type RefundView = EndpointAnswer<typeof paymentsApi.getRefund>;
type ProposalView = EndpointAnswer<typeof paymentsApi.proposeRefund>;

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
  const { refundId, paymentId, amount, status, reason, note, lines, shipping } = refund;
  const money = moneyIn(amount.currencyCode);
  return {
    refundId,
    paymentId,
    amount,
    currencyCode: amount.currencyCode,
    status,
    reason,
    note,
    lines: viewLines(lines, money),
    shipping: money(shipping),
    createdAt: refund.createdAt.toISOString(),
    updatedAt: refund.updatedAt.toISOString(),
  };
}

export function viewProposal({ payment, left, parts, refundable }: Proposal): ProposalView {
  const money = moneyIn(payment.amount.currencyCode);
  const leftOf = (orderItemId: string) => left.lines.find((line) => line.orderItemId === orderItemId)?.moneyLeft ?? 0;
  return {
    amount: money(amountOf(parts)),
    lines: viewLines(parts.lines, money).map((line) => ({ ...line, left: money(leftOf(line.orderItemId)) })),
    shipping: { paid: money(left.shipping), left: money(left.shippingLeft) },
    refundable: money(refundable),
  };
}

const moneyIn =
  (currencyCode: string) =>
  (amount: number): Money => ({ amount, currencyCode });

const viewLines = (lines: readonly RefundLine[], money: (amount: number) => Money) =>
  lines.map((line) => ({ ...line, amount: money(line.amount) }));
