import { describe, expect, it } from '@jest/globals';
import { lineWords, reversalKind, reversalMoney, thingsWords } from './order-words.ts';

const line = (quantity: number, shipped = 0, delivered = 0, returned = 0, cancelled = 0) =>
  lineWords({
    quantity,
    quantityShipped: shipped,
    quantityDelivered: delivered,
    quantityReturned: returned,
    quantityCancelled: cancelled,
  });

describe('what has become of a line', () => {
  it.each([
    ['nothing yet', line(3), ''],
    ['part of it sent', line(3, 2), '2 of 3 on their way'],
    ['all sent', line(3, 3), 'all on their way'],
    ['sent and cancelled', line(3, 2, 0, 0, 1), '2 of 3 on their way, 1 cancelled'],
    ['one here, one on its way', line(3, 2, 1), '1 of 3 on their way, 1 delivered'],
    ['all cancelled', line(2, 0, 0, 0, 2), 'all cancelled'],
    ['a single one', line(1, 1), 'on its way'],
    ['a single one that came back', line(1, 1, 1, 1), 'returned'],
    ['some came back', line(5, 5, 5, 2), '3 of 5 delivered, 2 returned'],
  ])('%s', (_, told, words) => {
    expect(told).toBe(words);
  });
});

describe('the money of what was cancelled or returned', () => {
  const usd = (amount: number) => ({ amount, currencyCode: 'USD' });
  it.each([
    ['open', null, 'on its way back'],
    ['done', usd(1000), '10.00 went back'],
    ['done', usd(0), 'went back before'],
    ['refused', usd(0), 'Nothing of the payment was left'],
  ] as const)('is told when its refund is %s', (refund, refundAmount, words) => {
    expect(reversalMoney({ refund, refundAmount })).toContain(words);
  });
});

it('calls what became of units by its name', () => {
  expect((['cancellation', 'refunded', 'return'] as const).map((kind) => reversalKind({ kind }))).toEqual([
    'Cancelled',
    'Paid back',
    'Returned',
  ]);
});

it('counts things', () => {
  expect([1, 2].map(thingsWords)).toEqual(['1 thing', '2 things']);
});
