import { describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { RefundId, type PaymentStatus } from '@arcade/contracts';
import * as fc from 'fast-check';
import { learnPayment, learnRefund, type PaymentNews } from './learn-payment.ts';
import { currentPayment, paymentStatusOf, refundedAmount } from './order-statuses.ts';
import type { Order, RefundFact } from './order.ts';
import { anOrder, aPaymentId, later, someTime, usd } from './order-samples.fixture.ts';

const first = aPaymentId();
const second = aPaymentId();
const news = (paymentId: typeof first, version: number, status: PaymentStatus, more: Partial<PaymentNews> = {}) => ({
  paymentId,
  version,
  status,
  amount: usd(1000),
  seenAt: later(version * 1000 + (paymentId === second ? 60_000 : 0)),
  ...more,
});

/** A declined payment, then one that is authorised, captured and disputed in vain. */
const told: readonly PaymentNews[] = [
  news(first, 2, 'PROCESSING'),
  news(first, 3, 'FAILED', { attemptsLeft: 2 }),
  news(second, 2, 'REQUIRES_ACTION'),
  news(second, 3, 'PROCESSING'),
  news(second, 4, 'AUTHORIZED'),
  news(second, 5, 'CAPTURED', { capturedAmount: 1000 }),
  news(second, 6, 'DISPUTED'),
];

describe('news of payments', () => {
  it('lead to the same facts in any order and however often they come', () => {
    const anyOrder = fc
      .shuffledSubarray([...told, ...told], { minLength: told.length * 2, maxLength: told.length * 2 })
      .filter((shuffled) => told.every((one) => shuffled.includes(one)));
    fc.assert(
      fc.property(anyOrder, (shuffled) => {
        const order = shuffled.reduce(learnPayment, anOrder());
        expect(order.payments).toHaveLength(2);
        expect(currentPayment(order)).toMatchObject({ paymentId: second, status: 'DISPUTED', capturedAmount: 1000 });
        expect(paymentStatusOf(order)).toBe('DISPUTED');
      }),
    );
  });

  it('keep what has been captured, whatever a later report leaves out or says less of', () => {
    const paid = learnPayment(anOrder(), news(first, 4, 'CAPTURED', { capturedAmount: 1000 }));
    for (const capturedAmount of [undefined, 0, 999]) {
      const disputed = learnPayment(
        paid,
        news(first, 5, 'DISPUTED', capturedAmount === undefined ? {} : { capturedAmount }),
      );
      expect(currentPayment(disputed)).toMatchObject({ status: 'DISPUTED', capturedAmount: 1000 });
    }
  });

  it('are older than a report without news that has skipped them', () => {
    const failed = learnPayment(anOrder(), news(first, 2, 'FAILED', { attemptsLeft: 1 }));
    const skipped = learnPayment(failed, news(first, 9, 'FAILED', { attemptsLeft: 1 }));
    expect(currentPayment(learnPayment(skipped, news(first, 5, 'FAILED', { attemptsLeft: 3 })))?.attemptsLeft).toBe(1);
  });

  it('change nothing when they say what is known', () => {
    const order = learnPayment(anOrder(), news(first, 4, 'AUTHORIZED'));
    expect(learnPayment(order, news(first, 4, 'AUTHORIZED'))).toBe(order);
    expect(learnPayment(order, news(first, 3, 'PROCESSING'))).toBe(order);
    const { version: _, ...asked } = news(first, 0, 'AUTHORIZED');
    expect(learnPayment(order, asked)).toBe(order);
  });

  it('end a dispute that was won', () => {
    const order = told.reduce(learnPayment, anOrder());
    const won = learnPayment(order, news(second, 7, 'CAPTURED', { capturedAmount: 1000 }));
    expect(paymentStatusOf(won)).toBe('PAID');
  });

  it('do not start a dispute again that was over before anybody knew of it', () => {
    const { version: _, ...captured } = news(first, 0, 'CAPTURED', { capturedAmount: 1000 });
    const paid = [news(first, 3, 'AUTHORIZED'), captured].reduce(learnPayment, anOrder());
    expect(learnPayment(paid, news(first, 4, 'CAPTURED', { capturedAmount: 1000 }))).toBe(paid);
    const won = learnPayment(paid, news(first, 6, 'CAPTURED', { capturedAmount: 1000 }));
    const late = learnPayment(won, news(first, 5, 'DISPUTED'));
    expect(late).toBe(won);
    expect(paymentStatusOf(late)).toBe('PAID');
    expect(paymentStatusOf(learnPayment(late, news(first, 7, 'DISPUTED')))).toBe('DISPUTED');
  });

  it('open the account of an ended order again when there is money', () => {
    const ended = anOrder(undefined, { status: 'CANCELLED', settlement: 'settled' });
    expect(learnPayment(ended, news(first, 2, 'AUTHORIZED')).settlement).toBe('closing');
    expect(learnPayment(ended, news(first, 2, 'FAILED')).settlement).toBe('settled');
    const given = { ...learnPayment(ended, news(first, 2, 'AUTHORIZED')), settlement: 'settled' as const };
    expect(learnPayment(given, news(first, 9, 'AUTHORIZED')).settlement).toBe('settled');
  });
});

describe('news of refunds', () => {
  const refundId = RefundId.parse(newId());
  const learn = (order: Order, fact: RefundFact) => learnRefund(order, fact, someTime);
  const fact = (version: number, succeeded: boolean) => ({
    refundId,
    paymentId: first,
    amount: 300,
    reason: 'damaged' as const,
    lines: [],
    succeeded,
    version,
  });

  it('count a refund that failed first and succeeded then, in any order', () => {
    const story = [fact(3, false), fact(5, true)];
    for (const order of [story, story.toReversed()]) {
      expect(refundedAmount(order.reduce(learn, anOrder()))).toBe(300);
    }
  });

  it('take back a refund that the bank has reversed', () => {
    const order = [fact(3, true), fact(4, false)].reduce(learn, anOrder());
    expect(refundedAmount(order)).toBe(0);
    expect(learn(order, fact(4, false))).toBe(order);
  });

  it('do not count a refund that was reversed before anybody knew that it had succeeded', () => {
    const story = [fact(3, false), fact(5, true), fact(6, false)];
    const anyOrder = fc.shuffledSubarray(story, { minLength: story.length });
    fc.assert(
      fc.property(anyOrder, (facts) => {
        expect(refundedAmount(facts.reduce(learn, anOrder()))).toBe(0);
      }),
    );
  });
});
