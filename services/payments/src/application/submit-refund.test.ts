import { describe, expect, test } from '@jest/globals';
import type { OrderId, PaymentId, RefundId, RefundStatus, UserId } from '@arcade/contracts';
import { authorisationKey, refundIn, refundKey, type OrderAccount, type Refund } from '../domain/order-account.ts';
import type { ProviderCharge, ProviderRefund } from '../domain/provider-charge.ts';
import { settleAccount } from './settle-account.ts';
import { submitRefund } from './submit-refund.ts';
import { memoryContext } from './memory-context.fixture.ts';

const orderId: OrderId = '01900000-0000-7000-8000-000000000001';
const paymentId: PaymentId = '01900000-0000-7000-8000-000000000002';
const userId: UserId = '01900000-0000-7000-8000-000000000003';
const refundId: RefundId = '01900000-0000-7000-8000-000000000004';
const otherId: RefundId = '01900000-0000-7000-8000-000000000005';
const now = new Date('2026-01-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const usd = (amount: number) => ({ amount, currencyCode: 'USD' });

const refund = (status: RefundStatus, more: Partial<Refund> = {}): Refund => ({
  refundId,
  paymentId,
  orderId,
  userId,
  amount: usd(700),
  status,
  reason: 'customer-request',
  note: null,
  lines: [],
  shipping: 0,
  providerId: null,
  failureCode: status === 'FAILED' ? 'refund_refused' : null,
  version: 3,
  createdAt: minutesAgo(60),
  updatedAt: minutesAgo(30),
  ...more,
});

const holding = (refunds: readonly Refund[]): OrderAccount => ({
  orderId,
  closedReason: null,
  payments: [
    {
      paymentId,
      orderId,
      userId,
      attemptNo: 1,
      amount: usd(1000),
      capturedAmount: 1000,
      refundedAmount: 0,
      status: 'CAPTURED',
      providerId: 'ch_1',
      method: null,
      nextActionUrl: null,
      failure: null,
      bill: null,
      callNo: 1,
      version: 4,
      createdAt: minutesAgo(60),
      updatedAt: minutesAgo(60),
    },
  ],
  refunds,
});

const entry = (status: ProviderRefund['status']): ProviderRefund => ({
  providerId: `re_${status}`,
  key: refundKey(refundId),
  status,
  amount: 700,
  failure: null,
});

/** A provider that answers as told and notes what it was asked. */
function desk(start: OrderAccount, known: readonly ProviderRefund[] | Error = []) {
  const asked: string[] = [];
  const charge = { providerId: 'ch_1', key: authorisationKey(orderId, 1), orderId, refunds: known } as ProviderCharge;
  const { ctx, written, account } = memoryContext(start, now, {
    find: () => {
      asked.push('find');
      return known instanceof Error ? Promise.reject(known) : Promise.resolve(charge);
    },
    refund: ({ key }) => {
      asked.push('refund');
      return Promise.resolve({ kind: 'answered', result: { ...entry('succeeded'), key } });
    },
  });
  return {
    asked,
    written,
    settle: () => settleAccount(ctx, account()),
    submit: async () => refundIn(await submitRefund(ctx, account(), refundId), refundId),
  };
}

describe('a refund that has never been sent', () => {
  test('is sent without a look', async () => {
    const { submit, asked } = desk(holding([refund('REQUESTED')]));
    expect((await submit()).status).toBe('SUCCEEDED');
    expect(asked).toEqual(['refund']);
  });
});

describe('a refund that was sent before', () => {
  test.each([
    ['SUBMITTED', 'succeeded', 'SUCCEEDED'],
    ['SUBMITTED', 'pending', 'SUBMITTED'],
    ['FAILED', 'succeeded', 'SUCCEEDED'],
    ['FAILED', 'pending', 'SUBMITTED'],
  ] as const)('and is %s here but %s at the provider is %s, and not sent again', async (here, there, after) => {
    const { submit, asked } = desk(holding([refund(here)]), [entry('failed'), entry(there)]);
    expect((await submit()).status).toBe(after);
    expect(asked).toEqual(['find']);
  });

  test.each([
    ['SUBMITTED', []],
    ['FAILED', []],
    ['FAILED', [entry('failed')]],
  ] as const)('is sent again when it is %s and the provider has nothing of it under way', async (status, known) => {
    const { submit, asked } = desk(holding([refund(status)]), known);
    expect((await submit()).status).toBe('SUCCEEDED');
    expect(asked).toEqual(['find', 'refund']);
  });

  test('stays as it is when the provider cannot tell', async () => {
    const { submit, asked, written } = desk(holding([refund('SUBMITTED')]), new Error('down'));
    expect((await submit()).status).toBe('SUBMITTED');
    expect(asked).toEqual(['find']);
    expect(written).toEqual([]);
  });
});

describe('a failed refund', () => {
  test('is neither looked up, sent nor written about again within ten minutes', async () => {
    const { submit, asked, written } = desk(holding([refund('FAILED', { updatedAt: minutesAgo(9) })]));
    expect((await submit()).status).toBe('FAILED');
    expect(asked).toEqual([]);
    expect(written).toEqual([]);
  });

  test('whose money went back by another is refused', async () => {
    const account = holding([refund('FAILED'), refund('SUCCEEDED', { refundId: otherId })]);
    const { submit, asked } = desk(account);
    await expect(submit()).rejects.toMatchObject({ code: 'refund-exceeds-captured' });
    expect(asked).not.toContain('refund');
  });

  test('whose money is promised to another while an account settles is passed over', async () => {
    const account = holding([refund('FAILED', { refundId: otherId }), refund('FAILED')]);
    const { settle } = desk({ ...account, closedReason: 'order-cancelled' });
    // Each of the two fits alone; the first to be sent takes the money, and the rest goes back by a new one.
    const { refunds } = await settle();
    expect(refunds.map(({ status, amount }) => [status, amount.amount])).toEqual([
      ['SUCCEEDED', 700],
      ['FAILED', 700],
      ['SUCCEEDED', 300],
    ]);
  });
});
