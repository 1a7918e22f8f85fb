import { describe, expect, it } from '@jest/globals';
import { RefundStatus, type Settlement } from '@arcade/contracts';
import { learnCapture, learnSettlement, loseReservation, refundOutcome } from './learn-answer.ts';
import { anOrder, aPayment, someTime, usd } from './order-samples.fixture.ts';
import { currentPayment } from './order-statuses.ts';

describe('what became of the refund of a return', () => {
  it('is open until the money has left, also after the provider refused it: it is sent again', () => {
    const outcomes = Object.fromEntries(RefundStatus.options.map((status) => [status, refundOutcome({ status })]));
    expect(outcomes).toEqual({
      REQUESTED: 'open',
      SUBMITTED: 'open',
      FAILED: 'open',
      SUCCEEDED: 'done',
      REVERSED: 'done',
      CANCELLED: 'refused',
    });
  });
});

describe('the answer of a settlement', () => {
  const answer = (outcome: Settlement['outcome'], captured: number | null): Settlement => ({
    outcome,
    paymentId: null,
    capturedAmount: captured === null ? null : usd(captured),
    refundedAmount: null,
  });
  const cancelled = (payment: ReturnType<typeof aPayment>) =>
    anOrder(undefined, { status: 'CANCELLED', payments: [payment] });

  it.each([null, 0])('makes an authorisation void when %s was captured of it', (captured) => {
    const order = learnSettlement(cancelled(aPayment()), answer('settled', captured));
    expect(order).toMatchObject({ settlement: 'settled', payments: [{ status: 'VOIDED' }] });
  });

  it('never calls money void that was captured, whoever knows of it', () => {
    const captured = aPayment({ status: 'CAPTURED', capturedAmount: 1000 });
    expect(currentPayment(learnSettlement(cancelled(captured), answer('settled', 0)))?.status).toBe('CAPTURED');
    expect(currentPayment(learnSettlement(cancelled(aPayment()), answer('settled', 1)))?.status).toBe('AUTHORIZED');
  });

  it.each(['pending', 'refused'] as const)('leaves the account closing when it is %s', (outcome) => {
    const order = learnSettlement(cancelled(aPayment()), answer(outcome, null));
    expect(order).toMatchObject({ settlement: 'closing', payments: [{ status: 'AUTHORIZED' }] });
  });
});

describe('the answer of a capture', () => {
  it('counts only when the whole total was captured', () => {
    const payment = aPayment();
    const order = anOrder(undefined, { payments: [payment] });
    const { paymentId } = payment;
    const answer = { paymentId, capturedAmount: usd(1000), refundedAmount: null };
    expect(learnCapture(order, { ...answer, outcome: 'pending' }, someTime)).toBe(order);
    expect(learnCapture(order, { ...answer, outcome: 'captured', capturedAmount: null }, someTime)).toBe(order);
    expect(learnCapture(order, { ...answer, outcome: 'captured' }, someTime).payments).toEqual([
      { ...payment, status: 'CAPTURED', capturedAmount: 1000 },
    ]);
  });
});

describe('a hold that ended', () => {
  it('is news only while the order counts on it', () => {
    expect(loseReservation(anOrder(undefined, { stock: 'reserved' })).stock).toBe('expired');
    const committed = anOrder(undefined, { stock: 'committed' });
    expect(loseReservation(committed)).toBe(committed);
    const ended = anOrder(undefined, { stock: 'reserved', status: 'CANCELLED' });
    expect(loseReservation(ended)).toBe(ended);
  });
});
