import { describe, expect, test } from '@jest/globals';
import { type RefundId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { everything } from './bill.ts';
import { applyChanges, moveRefund, type Change } from './change.ts';
import { observeCharge } from './observe-charge.ts';
import { paymentIn, refundable, refundIn, refundKey, type OrderAccount } from './order-account.ts';
import type { ChargeStatus } from './provider-charge.ts';
import { fitsAgain, requestRefund } from './request-refund.ts';
import { cancelOutcome, captureOutcome, settleSteps } from './settlement.ts';

import { closed, now, bill, empty, id, open, charge, see, sparing, codeOf } from './account-samples.fixture.ts';

describe('refunds', () => {
  const captured = see(open(empty), charge('captured'));
  const paymentId = captured.payments[0]?.paymentId ?? '';
  const ask = (account: OrderAccount, refundId: RefundId, amount: number) =>
    requestRefund(account, {
      refundId,
      paymentId,
      reason: 'customer-request',
      note: null,
      parts: sparing(amount),
      now,
    });

  test('of any number, size and fate never exceed what was captured', () => {
    const request = fc.record({
      amount: fc.integer({ min: 1, max: 1200 }),
      fate: fc.constantFrom('ok', 'fail', 'wait'),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 20 }), (requests) => {
        let account = captured;
        for (const [n, { amount, fate }] of requests.entries()) {
          const left = refundable(account, paymentIn(account, paymentId));
          const code = codeOf(() => (account = applyChanges(account, ask(account, id(n), amount))));
          expect(code).toBe(amount > left ? 'refund-exceeds-captured' : undefined);
          if (code === undefined && fate !== 'wait') account = finish(account, id(n), fate === 'ok');
          expect(refundable(account, paymentIn(account, paymentId))).toBeGreaterThanOrEqual(0);
        }
        const payment = paymentIn(account, paymentId);
        const succeeded = account.refunds.filter(({ status }) => status === 'SUCCEEDED');
        expect(payment.refundedAmount).toBe(succeeded.reduce((sum, { amount }) => sum + amount.amount, 0));
      }),
    );
  });

  function finish(account: OrderAccount, refundId: RefundId, ok: boolean): OrderAccount {
    const { amount } = refundIn(account, refundId).amount;
    const refund = { providerId: 're', key: refundKey(refundId), amount, failure: null };
    return see(account, charge('captured', { refunds: [{ ...refund, status: ok ? 'succeeded' : 'failed' }] }));
  }

  test('are refused before anything is captured', () => {
    const authorised = see(open(empty), charge('authorized'));
    expect(codeOf(() => ask(authorised, id(1), 1))).toBe('illegal-transition');
  });

  test('have nothing left to give of what the bank has taken back', () => {
    const lost = see(captured, charge('disputed', { capturedAmount: 1000, disputeOutcome: 'lost' }));
    expect(refundable(lost, paymentIn(lost, paymentId))).toBe(0);
    expect(codeOf(() => ask(lost, id(1), 1))).toBe('refund-exceeds-captured');
  });

  test.each([
    ['before', ['failed', 'succeeded']],
    ['after', ['succeeded', 'failed']],
  ] as const)('are not reversed by an earlier failure under their key, listed %s the success', (_, order) => {
    const asked = applyChanges(captured, ask(captured, id(1), 1000));
    const refunds = order.map((status) => ({
      providerId: `re_${status}`,
      key: refundKey(id(1)),
      status,
      amount: 1000,
      failure: null,
    }));
    const account = see(asked, charge('captured', { refunds }));
    expect(refundIn(account, id(1))).toMatchObject({ status: 'SUCCEEDED', providerId: 're_succeeded' });
    expect(refundIn(see(account, charge('captured', { refunds })), id(1)).status).toBe('SUCCEEDED');
  });

  test('are not reversed by a look from before they succeeded, which shows a try that failed', () => {
    const asked = applyChanges(captured, ask(captured, id(1), 1000));
    const look = (status: 'failed' | 'succeeded') =>
      charge('captured', {
        refunds: [{ providerId: `re_${status}`, key: refundKey(id(1)), status, amount: 1000, failure: null }],
      });
    const succeeded = see(see(asked, look('failed')), look('succeeded'));
    expect(observeCharge(succeeded, look('failed'), now)).toEqual({ kind: 'known', changes: [] });
  });

  test('that succeeded and failed later are reversed and can be asked for again', () => {
    let account = applyChanges(captured, ask(captured, id(1), 1000));
    account = finish(finish(account, id(1), true), id(1), false);
    expect(refundIn(account, id(1)).status).toBe('REVERSED');
    expect(account.payments[0]?.refundedAmount).toBe(0);
    expect(refundable(account, paymentIn(account, paymentId))).toBe(1000);
  });
});

const afterwards = (status: ChargeStatus) => closed(see(open(empty), charge(status)));

describe('settling a closed account', () => {
  test.each([
    ['processing', 'look', 'pending'],
    ['requires-action', 'look', 'pending'],
    ['authorized', 'void', 'pending'],
    ['captured', 'request-refund', 'pending'],
    ['failed', undefined, 'settled'],
    ['voided', undefined, 'settled'],
  ] as const)('with a charge that is %s: step %s, outcome %s', (status, step, outcome) => {
    expect(settleSteps(afterwards(status))[0]?.kind).toBe(step);
    expect(cancelOutcome(afterwards(status)).outcome).toBe(outcome);
  });

  test('is refused when the refund failed, and tries the same refund again', () => {
    let account = afterwards('captured');
    const { paymentId } = paymentIn(account, account.payments[0]?.paymentId ?? '');
    const request = {
      refundId: id(9),
      paymentId,
      reason: 'order-cancelled',
      note: null,
      parts: everything,
      now,
    } as const;
    account = applyChanges(account, requestRefund(account, request));
    for (const event of ['submit', 'fail'] as const) {
      account = applyChanges(account, [moveRefund(refundIn(account, id(9)), event, {}, now)] as Change[]);
    }
    expect(cancelOutcome(account).outcome).toBe('refused');
    expect(settleSteps(account).map(({ kind }) => kind)).toEqual(['submit-refund']);
  });

  test('leaves out a failed refund whose money went back by another, and asks for the rest', () => {
    const account = afterwards('captured');
    const { paymentId } = paymentIn(account, account.payments[0]?.paymentId ?? '');
    const after = [
      { n: 1, events: ['submit', 'fail'] },
      { n: 2, events: ['submit', 'succeed'] },
    ].reduce((current, { n, events }) => {
      const request = { refundId: id(n), paymentId, reason: 'other', note: null, parts: sparing(700), now } as const;
      return events.reduce(
        (one, event) => applyChanges(one, [moveRefund(refundIn(one, id(n)), event as 'submit', {}, now)]),
        applyChanges(current, requestRefund(current, request)),
      );
    }, account);
    expect(settleSteps(after).map(({ kind }) => kind)).toEqual(['request-refund']);
  });

  test('leaves out a failed refund whose line has given its money otherwise', () => {
    const account = afterwards('captured');
    const { paymentId } = paymentIn(account, account.payments[0]?.paymentId ?? '');
    const { orderItemId } = bill.lines[0] ?? { orderItemId: '' };
    const refund =
      (n: number, amount: number, events: readonly ('submit' | 'fail' | 'succeed')[]) => (current: OrderAccount) => {
        const parts = () => ({ lines: [{ orderItemId, quantity: 0, amount }], shipping: 0 });
        const request = { refundId: id(n), paymentId, reason: 'other', note: null, parts, now } as const;
        return events.reduce(
          (one, event) => applyChanges(one, [moveRefund(refundIn(one, id(n)), event, {}, now)]),
          applyChanges(current, requestRefund(current, request)),
        );
      };
    // Of the line's 900 there are 600 left, of the payment 700.
    const after = refund(2, 300, ['submit', 'succeed'])(refund(1, 700, ['submit', 'fail'])(account));
    expect(fitsAgain(after, refundIn(after, id(1)))).toBe(false);
    expect(settleSteps(after).map(({ kind }) => kind)).toEqual(['request-refund']);
  });

  test('refuses a capture', () => {
    expect(captureOutcome(afterwards('authorized')).outcome).toBe('refused');
    expect(captureOutcome(see(open(empty), charge('authorized'))).outcome).toBe('pending');
    expect(captureOutcome(see(open(empty), charge('captured'))).outcome).toBe('captured');
  });
});
