import { describe, expect, test } from '@jest/globals';
import { DomainError, type OrderId, type PaymentId, type RefundId, type UserId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { everything, type RefundParts } from './bill.ts';
import { applyChanges, moveRefund, type Change } from './change.ts';
import { observeCharge } from './observe-charge.ts';
import { openPayment } from './open-payment.ts';
import { authorisationKey, paymentIn, refundable, refundIn, refundKey, type OrderAccount } from './order-account.ts';
import type { ChargeStatus, ProviderCharge } from './provider-charge.ts';
import { fitsAgain, requestRefund } from './request-refund.ts';
import { cancelOutcome, captureOutcome, settleSteps } from './settlement.ts';

const orderId: OrderId = '01900000-0000-7000-8000-000000000001';
const userId: UserId = '01900000-0000-7000-8000-000000000002';
const now = new Date('2026-01-01T00:00:00Z');
const total = { amount: 1000, currencyCode: 'USD' };
const bill = {
  lines: [{ orderItemId: '01900000-0000-7000-8000-000000000009', quantity: 1, paid: 900 }],
  shipping: 100,
};
const empty: OrderAccount = { orderId, closedReason: null, payments: [], refunds: [] };
const id = (n: number) => `01900000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;

const open = (account: OrderAccount, paymentId: PaymentId = id(account.payments.length)) =>
  applyChanges(account, openPayment(account, { paymentId, userId, amount: total, bill, maxAttempts: 5, now }));

const charge = (status: ChargeStatus, more: Partial<ProviderCharge> = {}): ProviderCharge => ({
  providerId: 'ch_1',
  key: authorisationKey(orderId, 1),
  orderId,
  status,
  amount: 1000,
  currencyCode: 'USD',
  capturedAmount: status === 'captured' ? 1000 : 0,
  method: { brand: 'visa', last4: '4242' },
  nextActionUrl: status === 'requires-action' ? 'http://bank.test/step' : null,
  failure: status === 'failed' ? { code: 'card_declined', message: 'no' } : null,
  refunds: [],
  disputeOutcome: null,
  createdAt: now,
  ...more,
});

function see(account: OrderAccount, seen: ProviderCharge): OrderAccount {
  const observation = observeCharge(account, seen, now);
  if (observation.kind === 'orphan') throw new Error('orphan');
  return applyChanges(account, observation.changes);
}

const sparing = (amount: number) => (): RefundParts => ({ lines: [], shipping: amount });

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
};

describe('opening a payment', () => {
  test('is refused while another payment of the order may get money', () => {
    expect(codeOf(() => open(open(empty)))).toBe('payment-in-progress');
  });

  test('is possible again after a failure, until the attempts are used up', () => {
    let account = empty;
    for (let n = 1; n <= 5; n++) {
      account = open(account);
      account = see(account, charge('failed', { key: authorisationKey(orderId, n), providerId: `ch_${n}` }));
    }
    expect(codeOf(() => open(account))).toBe('order-not-payable');
  });

  test('is refused for a closed account', () => {
    expect(codeOf(() => open({ ...empty, closedReason: 'order-cancelled' }))).toBe('order-not-payable');
  });
});

describe('a look at the provider’s charge', () => {
  test('twice changes nothing the second time', () => {
    for (const status of ['requires-action', 'processing', 'authorized', 'captured', 'failed', 'voided'] as const) {
      const account = see(open(empty), charge(status));
      expect(observeCharge(account, charge(status), now)).toEqual({ kind: 'known', changes: [] });
    }
  });

  test('keeps the furthest state and amount, whatever the order of looks', () => {
    const looks = ['requires-action', 'processing', 'authorized', 'captured'] as const;
    fc.assert(
      fc.property(fc.shuffledSubarray([...looks, ...looks], { minLength: 1 }), (order) => {
        const account = order.reduce((current, status) => see(current, charge(status)), open(empty));
        const furthest = looks.findLast((status) => order.includes(status));
        const expected = { 'requires-action': 'REQUIRES_ACTION', processing: 'PROCESSING' }[furthest as string];
        expect(account.payments[0]?.status).toBe(expected ?? furthest?.toUpperCase());
        expect(account.payments[0]?.capturedAmount).toBe(order.includes('captured') ? 1000 : 0);
      }),
    );
  });

  test('finds an orphan in money for a payment that is over, of another charge or of nobody', () => {
    const failed = see(open(empty), charge('failed'));
    expect(observeCharge(failed, charge('authorized'), now).kind).toBe('orphan');
    const authorised = see(open(empty), charge('authorized'));
    expect(observeCharge(authorised, charge('authorized', { providerId: 'ch_2' }), now).kind).toBe('orphan');
    expect(observeCharge(empty, charge('captured'), now).kind).toBe('orphan');
  });

  test('keeps the shopper’s step while the status has moved on to unknown', () => {
    const account = see(see(open(empty), charge('processing')), charge('requires-action'));
    expect(account.payments[0]).toMatchObject({ status: 'PROCESSING', nextActionUrl: 'http://bank.test/step' });
  });
});

describe('a dispute', () => {
  const captured = see(open(empty), charge('captured'));
  const disputed = see(captured, charge('disputed', { capturedAmount: 1000 }));
  const ended = (disputeOutcome: 'won' | 'lost') => charge('disputed', { capturedAmount: 1000, disputeOutcome });

  test('lasts until the provider says how it ended, whatever older looks say', () => {
    expect(disputed.payments[0]?.status).toBe('DISPUTED');
    expect(observeCharge(disputed, charge('captured'), now)).toEqual({ kind: 'known', changes: [] });
  });

  test('that is won brings the money back, once', () => {
    const won = see(disputed, ended('won'));
    expect(won.payments[0]).toMatchObject({ status: 'CAPTURED', capturedAmount: 1000 });
    for (const account of [won, captured]) {
      expect(observeCharge(account, ended('won'), now)).toEqual({ kind: 'known', changes: [] });
    }
  });

  test('that is lost is charged back, also when nobody knew of it', () => {
    for (const account of [disputed, captured]) {
      expect(see(account, ended('lost')).payments[0]?.status).toBe('CHARGED_BACK');
    }
  });

  test('over money that has gone back already keeps no account open', () => {
    const [payment] = disputed.payments;
    expect(cancelOutcome(closed(disputed)).outcome).toBe('pending');
    const back = { ...disputed, payments: payment === undefined ? [] : [{ ...payment, refundedAmount: 1000 }] };
    expect(cancelOutcome(closed(back)).outcome).toBe('settled');
  });
});

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

const closed = (account: OrderAccount): OrderAccount => ({ ...account, closedReason: 'order-cancelled' });

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
