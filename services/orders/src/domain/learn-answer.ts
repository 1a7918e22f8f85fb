import type { OrderReservation, Refund, Settlement as SettlementAnswer } from '@arcade/contracts';
import { learnPayment } from './learn-payment.ts';
import { currentPayment } from './order-statuses.ts';
import { isEnded, type Order, type Reversal, type StockFact } from './order.ts';

/** Takes in what inventory says of an order's reservation. */
export const learnStock = (order: Order, answer: OrderReservation): Order =>
  withStock(answer.outcome === 'rejected' ? { ...order, shortages: answer.shortages } : order, answer.outcome);

const withStock = (order: Order, stock: StockFact): Order => (order.stock === stock ? order : { ...order, stock });

/** Takes in how a capture went. */
export function learnCapture(order: Order, { outcome, paymentId, capturedAmount }: SettlementAnswer, at: Date): Order {
  if (outcome !== 'captured' || paymentId === null || capturedAmount === null) return order;
  const known = order.payments.find((payment) => payment.paymentId === paymentId);
  return learnPayment(order, {
    paymentId,
    status: 'CAPTURED',
    amount: known?.amount ?? capturedAmount,
    capturedAmount: capturedAmount.amount,
    seenAt: known?.seenAt ?? at,
  });
}

/** Takes in how far the undoing of payments has come. */
export function learnSettlement(order: Order, { outcome, capturedAmount }: SettlementAnswer): Order {
  const settlement = outcome === 'settled' ? 'settled' : 'closing';
  const learned = settlement === 'settled' && (capturedAmount?.amount ?? 0) === 0 ? learnVoid(order) : order;
  return learned.settlement === settlement ? learned : { ...learned, settlement };
}

/** What a settled account holds no money of has been voided, whether or not its event has come. */
function learnVoid(order: Order): Order {
  const payment = currentPayment(order);
  if (payment?.status !== 'AUTHORIZED') return order;
  const { version: _, ...asked } = payment;
  return learnPayment(order, { ...asked, status: 'VOIDED' });
}

/** A refund that the provider refused is sent again under its own key; one that was taken back is nobody's any more. */
export function refundOutcome({ status }: Pick<Refund, 'status'>): Reversal['refund'] {
  switch (status) {
    case 'SUCCEEDED':
    case 'REVERSED':
      return 'done';
    case 'CANCELLED':
      return 'refused';
    case 'REQUESTED':
    case 'SUBMITTED':
    case 'FAILED':
      return 'open';
  }
}

/** A hold that ended without us: only news while the order still counts on it. */
export const loseReservation = (order: Order): Order =>
  order.stock === 'reserved' && !isEnded(order) ? { ...order, stock: 'expired' } : order;
