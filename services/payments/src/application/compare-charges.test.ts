import { describe, expect, test } from '@jest/globals';
import type { OrderId } from '@arcade/contracts';
import { createLogger } from '@arcade/service-defaults';
import { charge as chargeOf, orderId } from '../domain/account-samples.fixture.ts';
import type { OrderAccount } from '../domain/order-account.ts';
import type { ChargeStatus, ProviderCharge } from '../domain/provider-charge.ts';
import { createChargeComparison } from './compare-charges.ts';
import type { ChargeReference } from './payment-provider.ts';
import type { PaymentsContext } from './payments-context.ts';

const hour = 3_600_000;
const began = Date.parse('2026-01-01T12:00:00Z');

const charge = (status: ChargeStatus, age: number): ProviderCharge =>
  chargeOf(status, { createdAt: new Date(began - age) });

/** A payment that the provider was never known to have. */
const failed = {
  orderId,
  closedReason: null,
  payments: [{ orderId, attemptNo: 1, status: 'FAILED', providerId: null }],
  refunds: [],
} as unknown as OrderAccount;

/** A provider with one charge, whose voids and refunds go through as told. */
function desk(only: ProviderCharge, accounts: ReadonlyMap<OrderId, OrderAccount>) {
  let now = began;
  let current = only;
  let gone = false;
  const provider = { works: true };
  const listed: number[] = [];
  const asked: string[] = [];
  const overdue: number[] = [];
  const orphans: string[] = [];
  const answer = (to: Partial<ProviderCharge>) => {
    if (!provider.works) return Promise.resolve({ kind: 'refused', code: 'no', message: 'no' });
    current = { ...current, ...to };
    return Promise.resolve({ kind: 'answered', result: current });
  };
  const ctx = {
    clock: { now: () => new Date(now) },
    logger: createLogger('payments', 'silent'),
    onOrphan: (taken: string) => orphans.push(taken),
    onOverdue: (count: number) => overdue.push(count),
    accounts: {
      load: () => Promise.resolve(accounts.get(orderId) ?? { ...failed, payments: [] }),
      loadMany: () => Promise.resolve(accounts),
    },
    provider: {
      async *list(since: Date) {
        listed.push(since.getTime());
        yield current.createdAt >= since ? [current] : [];
      },
      find: ({ providerId }: ChargeReference) => {
        asked.push(`find ${providerId}`);
        return Promise.resolve(gone ? undefined : current);
      },
      void: ({ key }: { key: string }) => {
        asked.push(`void ${key}`);
        return answer({ status: 'voided' });
      },
      refund: ({ key, amount }: { key: string; amount: { amount: number } }) => {
        asked.push(`refund ${key} ${amount.amount}`);
        const refund = { providerId: 're_1', key, status: 'succeeded', amount: amount.amount, failure: null } as const;
        return answer({ refunds: [refund] });
      },
    },
  } as unknown as PaymentsContext;
  const compare = createChargeComparison(ctx, { windowSeconds: 24 * 3600, batch: 200 });
  return {
    provider,
    listed,
    asked,
    overdue,
    orphans,
    vanish: () => (gone = true),
    passAfter: async (span: number) => {
      now += span;
      asked.length = 0;
      await compare();
    },
    sinceStart: () => listed.map((since) => (since - began) / hour),
    statusNow: () => current.status,
  };
}

const ofFailed = new Map([[orderId, failed]]);
const minutes2 = 2 / 60;

describe('a charge that waits for its shopper and that no payment stands for', () => {
  test.each([
    ['failed without having been reached', ofFailed],
    ['is not ours', new Map()],
  ])('is voided when its payment %s, and not watched', async (_, accounts) => {
    const { passAfter, asked, sinceStart, statusNow, orphans } = desk(charge('requires-action', hour), accounts);
    await passAfter(0);
    expect(asked).toEqual(['find ch_1', expect.stringMatching(/^void orphan:ch_1:void/)]);
    expect(statusNow()).toBe('voided');
    expect(orphans).toEqual([]);
    await passAfter(hour);
    expect(sinceStart()).toEqual([-24, -minutes2]);
  });

  test('is tried again in the next pass under another key, which no stored refusal answers', async () => {
    const { passAfter, provider, asked, statusNow } = desk(charge('requires-action', hour), ofFailed);
    provider.works = false;
    await passAfter(0);
    const [, first] = [...asked];
    provider.works = true;
    await passAfter(hour);
    expect(asked[1]).not.toBe(first);
    expect(statusNow()).toBe('voided');
  });
});

test('a charge that the bank is deciding and that no payment stands for is watched, not touched', async () => {
  const { passAfter, asked, sinceStart } = desk(charge('processing', hour), ofFailed);
  await passAfter(0);
  await passAfter(hour);
  expect(asked.filter((call) => call.startsWith('void'))).toEqual([]);
  expect(sinceStart()).toEqual([-24, -1]);
});

describe('money of no payment that the bank does not take back', () => {
  test('makes no pass list more than the window, and is counted and tried until it is back', async () => {
    const { passAfter, provider, asked, overdue, sinceStart, orphans } = desk(charge('captured', 23 * hour), new Map());
    provider.works = false;
    await passAfter(0);
    await passAfter(2 * hour);
    await passAfter(30 * hour);
    expect(sinceStart()).toEqual([-24, -23, 2 - minutes2]);
    expect(overdue).toEqual([0, 1, 1]);
    expect(asked.filter((call) => call.startsWith('refund'))).toHaveLength(1);
    provider.works = true;
    await passAfter(hour);
    expect(overdue.at(-1)).toBe(0);
    expect(orphans).toEqual(['capture']);
    await passAfter(hour);
    expect(asked).toEqual([]);
  });

  test('is forgotten when the provider does not know the charge any more', async () => {
    const { passAfter, provider, overdue, vanish } = desk(charge('captured', 23 * hour), new Map());
    provider.works = false;
    await passAfter(2 * hour);
    expect(overdue).toEqual([1]);
    vanish();
    await passAfter(hour);
    expect(overdue).toEqual([1, 0]);
  });
});
