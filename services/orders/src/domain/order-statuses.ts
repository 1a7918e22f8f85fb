import type { FulfilmentStatus, PaymentStatus, PaymentStatusOfOrder } from '@arcade/contracts';
import type { Order, OrderItem, PaymentFact } from './order.ts';

const over: ReadonlySet<PaymentStatus> = new Set(['FAILED', 'VOIDED', 'CANCELLED', 'EXPIRED']);

/** Over without money: another payment of the same order may have begun. */
export const isOver = ({ status }: Pick<PaymentFact, 'status'>): boolean => over.has(status);

/** The payment that counts: one with money before one that may get some, else the newest. */
export function currentPayment({ payments }: Pick<Order, 'payments'>): PaymentFact | undefined {
  const byAge = payments.toSorted((a, b) => b.seenAt.getTime() - a.seenAt.getTime());
  return byAge.find(({ capturedAmount }) => capturedAmount > 0) ?? byAge.find((one) => !isOver(one)) ?? byAge[0];
}

export const refundedAmount = ({ refunds }: Pick<Order, 'refunds'>): number =>
  refunds.filter(({ succeeded }) => succeeded).reduce((sum, { amount }) => sum + amount, 0);

/** Follows from what is known of payments and refunds; nobody sets it. */
export function paymentStatusOf(order: Pick<Order, 'payments' | 'refunds' | 'totals'>): PaymentStatusOfOrder {
  const total = order.totals.total.amount;
  if (total === 0) return 'PAID';
  const payment = currentPayment(order);
  if (payment === undefined) return 'UNPAID';
  switch (payment.status) {
    case 'CREATED':
    case 'REQUIRES_ACTION':
    case 'PROCESSING':
      return 'PENDING';
    case 'AUTHORIZED':
      return 'AUTHORIZED';
    case 'PARTIALLY_CAPTURED':
    case 'CAPTURED':
      return paidStatus(payment.capturedAmount, refundedAmount(order), total);
    case 'DISPUTED':
    case 'CHARGED_BACK':
      return 'DISPUTED';
    case 'FAILED':
      return 'FAILED';
    case 'VOIDED':
    case 'CANCELLED':
    case 'EXPIRED':
      return 'UNPAID';
  }
}

function paidStatus(captured: number, refunded: number, total: number): PaymentStatusOfOrder {
  if (refunded >= captured) return 'REFUNDED';
  if (refunded > 0) return 'PARTIALLY_REFUNDED';
  return captured >= total ? 'PAID' : 'PARTIALLY_PAID';
}

/** Follows from how many units went out, arrived and came back; nobody sets it. */
export function fulfilmentStatusOf({ items }: Pick<Order, 'items'>): FulfilmentStatus {
  const sum = (count: (item: OrderItem) => number) => items.reduce((total, item) => total + count(item), 0);
  const ordered = sum((item) => item.quantity - item.quantityCancelled);
  const returned = sum((item) => item.quantityReturned);
  const delivered = sum((item) => item.quantityDelivered);
  const shipped = sum((item) => item.quantityShipped);
  if (returned > 0) return returned === ordered ? 'RETURNED' : 'PARTIALLY_RETURNED';
  if (delivered > 0) return delivered === ordered ? 'DELIVERED' : 'PARTIALLY_DELIVERED';
  if (shipped > 0) return shipped === ordered ? 'SHIPPED' : 'PARTIALLY_SHIPPED';
  return 'UNFULFILLED';
}

export type MoneyState = 'none' | 'in-progress' | 'authorized' | 'captured' | 'exhausted';

/** What the saga can count on. `in-progress`: the provider is deciding. */
export function moneyOf(order: Pick<Order, 'payments' | 'totals'>): MoneyState {
  const { amount: total, currencyCode } = order.totals.total;
  if (total === 0) return 'captured';
  const payment = currentPayment(order);
  if (payment === undefined) return 'none';
  const covers = payment.amount.amount >= total && payment.amount.currencyCode === currencyCode;
  switch (payment.status) {
    case 'CREATED':
    case 'PROCESSING':
      return 'in-progress';
    case 'AUTHORIZED':
    case 'PARTIALLY_CAPTURED':
      return covers ? 'authorized' : 'none';
    case 'CAPTURED':
    case 'DISPUTED':
      return covers && payment.capturedAmount >= total ? 'captured' : 'none';
    case 'FAILED':
      return payment.attemptsLeft === 0 ? 'exhausted' : 'none';
    // The shopper's turn; whether they take it in time is up to them.
    case 'REQUIRES_ACTION':
    case 'VOIDED':
    case 'CANCELLED':
    case 'EXPIRED':
    case 'CHARGED_BACK':
      return 'none';
  }
}
