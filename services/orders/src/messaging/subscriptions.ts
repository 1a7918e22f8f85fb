import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDisputed,
  PaymentFailed,
  PaymentPending,
  PaymentVoided,
  RefundFailed,
  RefundSucceeded,
  ReservationExpired,
  type EventData,
  type OrderId,
} from '@arcade/contracts';
import { on, type Subscription } from '@arcade/messaging';
import type { Decide } from '../application/order-repository.ts';
import { loseReservation } from '../domain/learn-answer.ts';
import { learnPayment, learnRefund } from '../domain/learn-payment.ts';

/** Writes what was heard in the event's own transaction; what follows from it happens after that. */
export type Hear<Tx> = (tx: Tx, orderId: OrderId, decide: Decide, eventId: string) => Promise<unknown>;

/** Everything orders listen to. Nothing depends on it: what is not heard is asked for when a deadline has passed. */
export const ordersSubscriptions = <Tx>(hear: Hear<Tx>): readonly Subscription<Tx>[] => {
  const payment = (tx: Tx, data: PaymentData) =>
    hear(tx, data.orderId, (order) => learnPayment(order, newsOf(data)), data.eventId);
  return [
    on(PaymentPending, payment),
    on(PaymentAuthorized, payment),
    on(PaymentCaptured, payment),
    on(PaymentFailed, payment),
    on(PaymentVoided, payment),
    on(PaymentDisputed, payment),
    on(RefundSucceeded, (tx: Tx, data) => refund(hear, tx, data, true)),
    on(RefundFailed, (tx: Tx, data) => refund(hear, tx, data, false)),
    on(ReservationExpired, async (tx: Tx, { orderId, eventId }) => {
      if (orderId !== null) await hear(tx, orderId, loseReservation, eventId);
    }),
  ];
};

type PaymentData = EventData<typeof PaymentPending> &
  Partial<Pick<EventData<typeof PaymentCaptured>, 'capturedAmount'>> &
  Partial<Pick<EventData<typeof PaymentFailed>, 'attemptsLeft'>>;

const newsOf = ({ paymentId, status, amount, capturedAmount, attemptsLeft, ...data }: PaymentData) => ({
  paymentId,
  status,
  amount,
  version: data.aggregateVersion,
  seenAt: new Date(data.occurredAt),
  ...(capturedAmount === undefined ? {} : { capturedAmount: capturedAmount.amount }),
  ...(attemptsLeft === undefined ? {} : { attemptsLeft }),
});

const refund = <Tx>(hear: Hear<Tx>, tx: Tx, data: EventData<typeof RefundSucceeded>, succeeded: boolean) => {
  const { orderId, refundId, paymentId, amount, aggregateVersion: version, eventId } = data;
  const news = { refundId, paymentId, amount: amount.amount, succeeded, version };
  return hear(tx, orderId, (order) => learnRefund(order, news), eventId);
};
