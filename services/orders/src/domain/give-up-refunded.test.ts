import { describe, expect, it } from '@jest/globals';
import type { RefundId, RefundReason } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { cancelOrder } from './cancel-order.ts';
import { giveUpRefunded, type PromisedRefund } from './give-up-refunded.ts';
import { givenUpBy } from './given-up.ts';
import { handlerOf } from './handling-samples.fixture.ts';
import { learnRefund } from './learn-payment.ts';
import type { Order } from './order.ts';
import { anOrder, aPaymentId, later, someTime } from './order-samples.fixture.ts';

const refund = (
  order: Order,
  quantities: readonly number[],
  reason: RefundReason = 'customer-request',
): PromisedRefund => ({
  refundId: newId<RefundId>(),
  reason,
  lines: quantities.map((quantity, index) => ({
    orderItemId: order.items[index]?.orderItemId as never,
    quantity,
    amount: quantity * 1000,
  })),
});
const give = (order: Order, ...refunds: readonly PromisedRefund[]) => giveUpRefunded(order, refunds, someTime);
const cancelOne = (order: Order) => ({
  reversalId: newId<RefundId>(),
  reason: null,
  lines: [{ orderItemId: order.items[0]?.orderItemId as never, quantity: 1 }],
});
const shipped = (order: Order, quantity: number): Order => ({
  ...order,
  items: order.items.map((item) => ({ ...item, quantityShipped: quantity })),
});

describe('units that were paid back by hand', () => {
  const order = anOrder([{ quantity: 3 }, { quantity: 1 }], { status: 'CONFIRMED' });

  it('are not sent any more, and go back on the shelf, once', () => {
    const refunded = refund(order, [1]);
    const after = give(order, refunded);
    expect(after).toMatchObject({
      status: 'CONFIRMED',
      items: [{ quantityCancelled: 1 }, { quantityCancelled: 0 }],
      reversals: [{ kind: 'refunded', reason: 'refunded', refund: 'open', restocked: false }],
    });
    expect(give(after, refunded)).toBe(after);
  });

  it('are all of them: the order is cancelled', () => {
    expect(give(order, refund(order, [3, 1]))).toMatchObject({ status: 'CANCELLED', cancelReason: 'refunded' });
    const part = shipped(anOrder([{ quantity: 3 }], { status: 'PROCESSING' }), 1);
    expect(give(part, refund(part, [3]))).toMatchObject({ status: 'SHIPPED', items: [{ quantityCancelled: 2 }] });
  });

  it('stay as they are when money was given for no units, or the order is not being handled', () => {
    expect(give(order, refund(order, [0, 0]))).toBe(order);
    for (const status of ['PENDING_PAYMENT', 'SHIPPED', 'DELIVERED', 'CANCELLED'] as const) {
      const other = { ...order, status };
      expect(give(other, refund(other, [1]))).toBe(other);
    }
  });

  it('are those that went out, as far as there are any, when they came to harm', () => {
    const part = shipped(anOrder([{ quantity: 3 }], { status: 'PROCESSING' }), 1);
    const [first, second] = [refund(part, [1], 'damaged'), refund(part, [1], 'damaged')];
    expect(give(part, first)).toBe(part);
    expect(give(part, first, second).items).toMatchObject([{ quantityCancelled: 1 }]);
    expect(give(part, refund(part, [1])).items).toMatchObject([{ quantityCancelled: 1 }]);
  });

  it('are told of by an event that says the money is back, not by one that says it is not', () => {
    const { refundId, reason, lines } = refund(order, [1]);
    const fact = { refundId, reason, lines, paymentId: aPaymentId(), amount: 1000, version: 3 };
    expect(learnRefund(order, { ...fact, succeeded: false }, later(1)).items).toBe(order.items);
    expect(learnRefund(order, { ...fact, succeeded: true }, later(1)).items).toMatchObject([
      { quantityCancelled: 1 },
      {},
    ]);
  });

  it('are told to payments with what is given up by now, units that were just cancelled without', () => {
    const before = cancelOrder(order, cancelOne(order), handlerOf(), later(1));
    const after = cancelOrder(give(before, refund(order, [1])), cancelOne(order), handlerOf(), later(2));
    expect(after.reversals.map((one) => givenUpBy(after, one).lines.map(({ givenUp }) => givenUp))).toEqual([
      [undefined],
      [2],
      [undefined],
    ]);
  });
});
