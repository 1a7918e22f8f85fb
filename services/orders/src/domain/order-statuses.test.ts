import { describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { RefundId } from '@arcade/contracts';
import { currentPayment, fulfilmentStatusOf, moneyOf, paymentStatusOf } from './order-statuses.ts';
import type { Order, RefundFact } from './order.ts';
import { anOrder, aPayment, later } from './order-samples.fixture.ts';

const refund = (amount: number, change: Partial<RefundFact> = {}): RefundFact => ({
  refundId: RefundId.parse(newId()),
  paymentId: aPayment().paymentId,
  amount,
  reason: null,
  lines: [],
  succeeded: true,
  version: 1,
  ...change,
});
const captured = aPayment({ status: 'CAPTURED', capturedAmount: 1000 });

describe('the payment status', () => {
  it.each<[string, Partial<Order>]>([
    ['UNPAID', {}],
    ['PENDING', { payments: [aPayment({ status: 'PROCESSING' })] }],
    ['PENDING', { payments: [aPayment({ status: 'REQUIRES_ACTION' })] }],
    ['AUTHORIZED', { payments: [aPayment()] }],
    ['PARTIALLY_PAID', { payments: [aPayment({ status: 'PARTIALLY_CAPTURED', capturedAmount: 400 })] }],
    ['PAID', { payments: [captured] }],
    ['PARTIALLY_REFUNDED', { payments: [captured], refunds: [refund(1)] }],
    ['REFUNDED', { payments: [captured], refunds: [refund(400), refund(600)] }],
    ['PAID', { payments: [captured], refunds: [refund(400, { succeeded: false })] }],
    ['DISPUTED', { payments: [aPayment({ status: 'DISPUTED', capturedAmount: 1000 })] }],
    ['FAILED', { payments: [aPayment({ status: 'FAILED' })] }],
    ['UNPAID', { payments: [aPayment({ status: 'VOIDED' })] }],
  ])('is %s', (status, change) => {
    expect(paymentStatusOf(anOrder(undefined, change))).toBe(status);
  });

  it('is PAID for an order that costs nothing', () => {
    expect(paymentStatusOf(anOrder([{ unitPrice: 500, discount: 500 }]))).toBe('PAID');
  });

  it('is that of the living payment, whatever became of former ones', () => {
    const failed = aPayment({ status: 'FAILED', seenAt: later(2000) });
    const alive = aPayment({ status: 'PROCESSING', seenAt: later(1000) });
    expect(currentPayment({ payments: [failed, alive] })).toBe(alive);
  });
});

describe('what the saga counts on', () => {
  it('does not take an authorisation below the total', () => {
    expect(moneyOf(anOrder([{ unitPrice: 1001 }], { payments: [aPayment()] }))).toBe('none');
  });

  it('takes an order as given up when the last attempt has failed', () => {
    expect(moneyOf(anOrder(undefined, { payments: [aPayment({ status: 'FAILED', attemptsLeft: 0 })] }))).toBe(
      'exhausted',
    );
    expect(moneyOf(anOrder(undefined, { payments: [aPayment({ status: 'FAILED', attemptsLeft: 1 })] }))).toBe('none');
  });
});

describe('the fulfilment status', () => {
  const order = anOrder([{ quantity: 2 }, { quantity: 1 }]);
  const units = (shipped: number[], delivered: number[], returned: number[], cancelled: number[] = []) => ({
    items: order.items.map((item, index) => ({
      ...item,
      quantityShipped: shipped[index] ?? 0,
      quantityDelivered: delivered[index] ?? 0,
      quantityReturned: returned[index] ?? 0,
      quantityCancelled: cancelled[index] ?? 0,
    })),
  });
  it.each([
    ['UNFULFILLED', units([], [], [])],
    ['PARTIALLY_SHIPPED', units([2, 0], [], [])],
    ['SHIPPED', units([2, 1], [], [])],
    ['PARTIALLY_DELIVERED', units([2, 1], [2, 0], [])],
    ['DELIVERED', units([2, 1], [2, 1], [])],
    ['PARTIALLY_RETURNED', units([2, 1], [2, 1], [1, 0])],
    ['RETURNED', units([2, 1], [2, 1], [2, 1])],
    ['UNFULFILLED', units([], [], [], [1, 0])],
    ['PARTIALLY_SHIPPED', units([1, 0], [], [], [1, 0])],
    ['SHIPPED', units([1, 1], [], [], [1, 0])],
    ['DELIVERED', units([1, 1], [1, 1], [], [1, 0])],
    ['RETURNED', units([2, 0], [2, 0], [2, 0], [0, 1])],
  ])('is %s', (status, parts) => {
    expect(fulfilmentStatusOf(parts)).toBe(status);
  });
});
