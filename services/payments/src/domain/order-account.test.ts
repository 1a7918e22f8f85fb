import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { observeCharge } from './observe-charge.ts';
import { authorisationKey } from './order-account.ts';
import { cancelOutcome } from './settlement.ts';

import { closed, orderId, now, empty, open, charge, see, codeOf } from './account-samples.fixture.ts';

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
