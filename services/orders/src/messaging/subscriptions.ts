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
import { on, type AfterCommit, type Subscription } from '@arcade/messaging';
import type { Decide } from '../application/order-repository.ts';
import { loseReservation } from '../domain/learn-answer.ts';
import { learnPayment, learnRefund } from '../domain/learn-payment.ts';

/** Where an event is handled: in its own transaction, after which what follows from it happens. */
export interface Delivery<Tx> {
  readonly tx: Tx;
  readonly afterCommit: AfterCommit;
}

export interface News {
  readonly orderId: OrderId;
  readonly eventId: string;
  /** What it says touches lines. */
  readonly lines?: boolean;
}

export type Apply<Tx> = (delivery: Delivery<Tx>, news: News, decide: Decide) => Promise<unknown>;

/** Every event orders subscribe to. Nothing depends on them: what was not received is asked for when a deadline has passed. */
export const ordersSubscriptions = <Tx>(apply: Apply<Tx>): readonly Subscription<Tx>[] => {
  const payment = (tx: Tx, data: PaymentData, afterCommit: AfterCommit) =>
    apply({ tx, afterCommit }, data, (order) => learnPayment(order, newsOf(data)));
  return [
    on(PaymentPending, payment),
    on(PaymentAuthorized, payment),
    on(PaymentCaptured, payment),
    on(PaymentFailed, payment),
    on(PaymentVoided, payment),
    on(PaymentDisputed, payment),
    on(RefundSucceeded, (tx: Tx, data, afterCommit) => refund(apply, { tx, afterCommit }, data, true)),
    on(RefundFailed, (tx: Tx, data, afterCommit) => refund(apply, { tx, afterCommit }, data, false)),
    on(ReservationExpired, async (tx: Tx, { orderId, eventId }, afterCommit) => {
      if (orderId !== null) await apply({ tx, afterCommit }, { orderId, eventId }, loseReservation);
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

const refund = <Tx>(
  apply: Apply<Tx>,
  delivery: Delivery<Tx>,
  data: EventData<typeof RefundSucceeded>,
  succeeded: boolean,
) => {
  const { orderId, refundId, paymentId, amount, reason, aggregateVersion: version, eventId } = data;
  const lines = data.lines.map((line) => ({ ...line, amount: line.amount.amount }));
  const news = { refundId, paymentId, amount: amount.amount, reason, lines, succeeded, version };
  return apply(delivery, { orderId, eventId, lines: true }, (order, now) => learnRefund(order, news, now));
};
