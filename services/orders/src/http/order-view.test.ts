import { describe, expect, it } from '@jest/globals';
import { MerchantOrder, Order as WholeOrder, RefundId, type Identity, type Role, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { requireVisible } from '../application/order-access.ts';
import { anOrder, aPayment, aUserId, someTime } from '../domain/order-samples.fixture.ts';
import type { Order } from '../domain/order.ts';
import { viewOrder, viewSummary } from './order-view.ts';

const merchants = [aUserId(), aUserId(), aUserId()] as const;
const as = (userId: UserId, ...roles: Role[]): Identity => ({ userId, roles, sessionHash: 'x' });

/** An order of several merchants' lines on its way, each amount of money in it different. */
const orders: fc.Arbitrary<Order> = fc
  .array(fc.record({ seller: fc.nat(2), quantity: fc.integer({ min: 2, max: 9 }) }), { minLength: 1, maxLength: 6 })
  .map((lines) => {
    const order = anOrder(
      lines.map(({ seller, quantity }, index) => ({
        quantity,
        unitPrice: 1_000_003 * (index + 1),
        discount: 70_001 * (index + 1),
        merchantId: merchants[seller] ?? merchants[0],
      })),
      { status: 'PROCESSING', stock: 'committed', codes: ['SECRETCODE'], cancelReason: 'a secret reason' },
    );
    return { ...order, ...goings(order) };
  });

function goings(order: Order): Partial<Order> {
  const one = order.items.map(({ orderItemId }) => ({ orderItemId, quantity: 1 }));
  const payment = aPayment({ status: 'CAPTURED', capturedAmount: order.totals.total.amount });
  return {
    payments: [payment],
    items: order.items.map((item) => ({ ...item, quantityShipped: 1, quantityCancelled: 1 })),
    shipments: order.items.map(({ orderItemId, name }) => ({
      shipmentId: newId<string>(),
      carrier: 'Post',
      trackingNumber: `TRACK ${name}`,
      lines: [{ orderItemId, quantity: 1 }],
      shippedAt: someTime,
      deliveredAt: null,
    })),
    refunds: [
      {
        refundId: newId<RefundId>(),
        paymentId: payment.paymentId,
        amount: 777_777,
        succeeded: true,
        version: 1,
        lines: [],
        reason: 'other',
      },
    ],
    reversals: [
      {
        reversalId: newId<RefundId>(),
        kind: 'cancellation',
        lines: one.map((line) => ({ ...line, stock: 'restock', amount: null })),
        reason: 'wrong size',
        shipping: 0,
        refundAmount: 888_888,
        restocked: true,
        refund: 'done',
        createdAt: someTime,
      },
    ],
  };
}

/** Everything that tells of lines that somebody else sells, or of the order as a whole. */
function secretsFrom(merchantId: UserId, order: Order): readonly string[] {
  const others = order.items.filter((item) => item.merchantId !== merchantId);
  if (others.length === 0) return [];
  const lines = others.flatMap((item) => [
    item.orderItemId,
    item.productId,
    item.merchantId,
    `"${item.name}"`,
    `TRACK ${item.name}`,
    String(item.unitPrice.amount),
    String(item.totalPrice.amount),
    String(item.discount.amount),
  ]);
  const { totals, payments } = order;
  const whole = [totals.subtotal, totals.total, totals.discount].map(({ amount }) => String(amount));
  return [...lines, ...whole, '777777', '888888', ...payments.map(({ paymentId }) => paymentId)];
}

describe('an order', () => {
  it('tells a merchant of their own lines and nothing of what others sell in it', () => {
    fc.assert(
      fc.property(orders, (order) => {
        for (const merchantId of merchants) {
          const own = order.items.filter((item) => item.merchantId === merchantId);
          if (own.length === 0) continue;
          const view = viewOrder(order, as(merchantId, 'merchant'));
          const told = JSON.stringify([view, viewSummary(order, as(merchantId, 'merchant'))]);
          const numbers = new Set(told.match(/\d+/g));
          for (const secret of secretsFrom(merchantId, order)) {
            const isTold = /^\d+$/.test(secret) ? numbers.has(secret) : told.includes(secret);
            // Sums of own lines may happen to be what a line of another costs.
            if (isTold && !ownNumbers(own).has(secret)) throw new Error(`tells ${secret}: ${told}`);
          }
          for (const secret of [order.userId, 'SECRETCODE', 'a secret reason']) expect(told).not.toContain(secret);
          expect(view.items.map(({ orderItemId }) => orderItemId)).toEqual(own.map(({ orderItemId }) => orderItemId));
          expect(view.shipments).toHaveLength(own.length);
        }
      }),
    );
  });

  it('has exactly the fields of its view for everybody', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const [{ merchantId } = { merchantId: aUserId() }] = order.items;
        const whole = Object.keys(WholeOrder.shape).toSorted();
        const merchant = Object.keys(MerchantOrder.shape).toSorted();
        const fields = (identity: Identity) => Object.keys(viewOrder(order, identity)).toSorted();
        expect(fields(as(order.userId, 'customer'))).toEqual(whole);
        expect(fields(as(aUserId(), 'admin'))).toEqual(whole);
        expect(fields(as(merchantId, 'merchant', 'admin'))).toEqual(whole);
        expect(fields(as(merchantId, 'merchant'))).toEqual(merchant);
        WholeOrder.parse(viewOrder(order, as(order.userId, 'customer')));
        MerchantOrder.parse(viewOrder(order, as(merchantId, 'merchant')));
      }),
    );
  });

  it('is nothing to strangers, to merchants who sell none of it, and to sellers who are merchants no more', () => {
    const order = anOrder([{ merchantId: merchants[0] }]);
    for (const identity of [as(aUserId(), 'customer'), as(merchants[1], 'merchant'), as(merchants[0], 'customer')]) {
      expect(() => requireVisible(identity, order)).toThrow();
    }
  });

  it('sums up a merchant’s own lines', () => {
    const order = anOrder([
      { merchantId: merchants[0], quantity: 2, unitPrice: 500, discount: 100 },
      { merchantId: merchants[1], quantity: 1, unitPrice: 9999 },
      { merchantId: merchants[0], quantity: 1, unitPrice: 250, discount: 50 },
    ]);
    const view = viewOrder(order, as(merchants[0], 'merchant'));
    expect(view.totals).toMatchObject({
      subtotal: { amount: 1250 },
      discount: { amount: 150 },
      total: { amount: 1100 },
    });
    expect(viewSummary(order, as(merchants[0], 'merchant'))).toMatchObject({
      totalAmount: { amount: 1100 },
      itemCount: 2,
    });
  });
});

function ownNumbers(own: Order['items']): ReadonlySet<string> {
  const sum = (amountOf: (item: Order['items'][number]) => number) =>
    own.reduce((all, item) => all + amountOf(item), 0);
  const [subtotal, discount] = [sum(({ totalPrice }) => totalPrice.amount), sum((item) => item.discount.amount)];
  const lines = own.flatMap((item) => [item.unitPrice.amount, item.totalPrice.amount, item.discount.amount]);
  return new Set([...lines, subtotal, discount, subtotal - discount].map(String));
}
