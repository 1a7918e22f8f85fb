import { describe, expect, test } from '@jest/globals';
import type { OrderId, PaymentId, UserId } from '@arcade/contracts';
import { applyChanges } from '../domain/change.ts';
import { observeCharge } from '../domain/observe-charge.ts';
import { openPayment } from '../domain/open-payment.ts';
import { authorisationKey, paymentIn, type OrderAccount } from '../domain/order-account.ts';
import type { ChargeStatus, ProviderCharge } from '../domain/provider-charge.ts';
import { cancelOrderPayment } from './cancel-order-payment.ts';
import { captureOrder } from './capture-order.ts';
import type { ProviderAnswer } from './payment-provider.ts';
import { memoryContext } from './memory-context.fixture.ts';

const orderId: OrderId = '01900000-0000-7000-8000-000000000001';
const paymentId: PaymentId = '01900000-0000-7000-8000-000000000002';
const userId: UserId = '01900000-0000-7000-8000-000000000003';
const now = new Date('2026-01-01T12:00:00Z');
const amount = { amount: 1000, currencyCode: 'USD' };
const empty: OrderAccount = { orderId, closedReason: null, payments: [], refunds: [] };
const authorised: ProviderCharge = {
  providerId: 'ch_1',
  key: authorisationKey(orderId, 1),
  orderId,
  status: 'authorized',
  amount: 1000,
  currencyCode: 'USD',
  capturedAmount: 0,
  method: null,
  nextActionUrl: null,
  failure: null,
  refunds: [],
  disputeOutcome: null,
  createdAt: now,
};

interface Faults {
  /** Keys made before this fault heals answer 500 for ever, as their first result was that. */
  broken: boolean;
  /** The call is carried out all the same. */
  butDone?: boolean;
  /** Looks fail as well. */
  blind?: boolean;
}

/** A provider that replays the first result of each key. */
function desk() {
  const opened = applyChanges(
    empty,
    openPayment(empty, { paymentId, userId, amount, bill: null, maxAttempts: 5, now }),
  );
  const seen = observeCharge(opened, authorised, now);
  const start = applyChanges(opened, seen.kind === 'known' ? seen.changes : []);
  let charge = authorised;
  const faults: Faults = { broken: true };
  const results = new Map<string, ProviderAnswer<ProviderCharge>>();
  const done: string[] = [];
  const carryOut = (status: ChargeStatus, key: string) => {
    done.push(key);
    charge = { ...charge, status, capturedAmount: status === 'captured' ? 1000 : 0 };
  };
  const once = (key: string, to: ChargeStatus): Promise<ProviderAnswer<ProviderCharge>> => {
    const work = (): ProviderAnswer<ProviderCharge> => {
      if (faults.broken && faults.butDone === true) carryOut(to, key);
      if (faults.broken) return { kind: 'unknown', detail: '500' };
      if (charge.status !== 'authorized') return { kind: 'refused', code: 'charge_state', message: charge.status };
      carryOut(to, key);
      return { kind: 'answered', result: charge };
    };
    const result = results.get(key) ?? work();
    results.set(key, result);
    return Promise.resolve(result);
  };
  const { ctx, written, account } = memoryContext(start, now, {
    name: 'sandbox',
    find: () => (faults.blind === true ? Promise.reject(new Error('down')) : Promise.resolve(charge)),
    capture: ({ key }) => once(key, 'captured'),
    void: ({ key }) => once(key, 'voided'),
  });
  return {
    faults,
    results,
    done,
    settled: () =>
      written.flatMap((change) =>
        change.kind === 'attempts-settled' && change.result === 'ANSWERED' ? change.keys : [],
      ),
    capture: async () => (await captureOrder(ctx, orderId, amount)).outcome,
    cancel: async () => (await cancelOrderPayment(ctx, orderId, 'order-cancelled')).outcome,
    status: () => paymentIn(account(), paymentId).status,
  };
}

describe('a capture that the provider answered with an error it keeps', () => {
  const first = `order:${orderId}:capture`;
  const second = `${first}:2`;

  test('is asked for under the next key once a look has found nothing captured, and captures once', async () => {
    const { faults, capture, done, status, settled } = desk();
    expect(await capture()).toBe('pending');
    faults.broken = false;
    expect(await capture()).toBe('captured');
    expect(await capture()).toBe('captured');
    expect(done).toEqual([second]);
    expect(status()).toBe('CAPTURED');
    expect(settled()).toEqual(expect.arrayContaining([first, second]));
  });

  test('keeps its key as long as nobody could look', async () => {
    const { faults, capture, results, done } = desk();
    faults.blind = true;
    await capture();
    await capture();
    expect([...results.keys()]).toEqual([first]);
    faults.blind = false;
    faults.broken = false;
    expect(await capture()).toBe('pending');
    expect(await capture()).toBe('captured');
    expect(done).toEqual([second]);
  });

  test('and carried out nevertheless is not asked for again', async () => {
    const { faults, capture, results, done } = desk();
    faults.butDone = true;
    expect(await capture()).toBe('captured');
    expect(done).toEqual([first]);
    expect([...results.keys()]).toEqual([first]);
  });

  test('takes the next key once, however many ask at the same time', async () => {
    const { faults, capture, results, done } = desk();
    await Promise.all([capture(), capture(), capture()]);
    faults.broken = false;
    await Promise.all([capture(), capture(), capture()]);
    expect([...results.keys()]).toEqual([first, second]);
    expect(done).toEqual([second]);
  });
});

test('a void that the provider answered with an error it keeps is asked for under another key after a look', async () => {
  const { faults, cancel, results, done, status } = desk();
  expect(await cancel()).toBe('pending');
  faults.broken = false;
  expect(await cancel()).toBe('settled');
  expect(results.size).toBe(2);
  expect(done).toHaveLength(1);
  expect(status()).toBe('VOIDED');
});
