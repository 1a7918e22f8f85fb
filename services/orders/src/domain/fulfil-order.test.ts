import { describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { RefundId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { cancelOrder } from './cancel-order.ts';
import { deliverShipment, shipOrder, type Handler } from './fulfil-order.ts';
import type { Order } from './order.ts';
import { anOrder, aUserId, later, type LineSample } from './order-samples.contract.ts';
import { returnItems } from './return-items.ts';

const admin: Handler = { actor: 'admin', merchantId: undefined };
const parcel = (shipmentId: string, lines?: Order['shipments'][number]['lines']) => ({
  shipmentId,
  carrier: 'Post',
  trackingNumber: `T-${shipmentId}`,
  lines,
});
const processing = (lines: readonly LineSample[]) => anOrder(lines, { status: 'PROCESSING' });
const delivered = (lines: readonly LineSample[]) =>
  deliverShipment(shipOrder(processing(lines), parcel('a'), admin, later(1)), 'a', admin, later(2), 1000);

describe('shipping', () => {
  it('is complete when every line has gone out, in as many parcels as it takes', () => {
    const order = processing([{ quantity: 3 }, { quantity: 1 }]);
    const [line] = order.items;
    const part = shipOrder(
      order,
      parcel('a', [{ orderItemId: line?.orderItemId as never, quantity: 2 }]),
      admin,
      later(1),
    );
    expect(part).toMatchObject({ status: 'PROCESSING', shipments: [{ trackingNumber: 'T-a' }] });
    const rest = shipOrder(part, parcel('b'), admin, later(2));
    expect(rest.status).toBe('SHIPPED');
    expect(rest.items.map(({ quantityShipped }) => quantityShipped)).toEqual([3, 1]);
    expect(shipOrder(rest, parcel('b'), admin, later(3))).toBe(rest);
  });

  it('takes only the merchant’s own lines', () => {
    const mine = aUserId();
    const order = processing([{ merchantId: mine }, {}]);
    const shipped = shipOrder(order, parcel('a'), { actor: mine, merchantId: mine }, later(1));
    expect(shipped.items.map(({ quantityShipped }) => quantityShipped)).toEqual([1, 0]);
    const theirs = [{ orderItemId: order.items[1]?.orderItemId as never, quantity: 1 }];
    expect(() => shipOrder(order, parcel('b', theirs), { actor: mine, merchantId: mine }, later(1))).toThrow(
      /of yours/,
    );
  });

  it('refuses more units than are left, and anything before picking has started', () => {
    const order = processing([{ quantity: 2 }]);
    const three = [{ orderItemId: order.items[0]?.orderItemId as never, quantity: 3 }];
    expect(() => shipOrder(order, parcel('a', three), admin, later(1))).toThrow(/Only 2 of/);
    expect(() => shipOrder({ ...order, status: 'CONFIRMED' }, parcel('a'), admin, later(1))).toThrow(
      /ship is not possible/,
    );
  });

  it('ends the time for cancelling', () => {
    const order = processing([{ quantity: 2 }]);
    const one = [{ orderItemId: order.items[0]?.orderItemId as never, quantity: 1 }];
    const part = shipOrder(order, parcel('a', one), admin, later(1));
    expect(() => cancelOrder(part, 'ada', 'no', later(2))).toThrow(/on its way/);
    expect(cancelOrder(order, 'ada', 'no', later(2)).status).toBe('CANCELLED');
  });
});

describe('delivery', () => {
  it('starts the return window when everything has arrived', () => {
    const order = delivered([{}, {}]);
    expect(order).toMatchObject({ status: 'DELIVERED', returnUntil: later(1002) });
    expect(deliverShipment(order, 'a', admin, later(9), 1000)).toBe(order);
  });
});

describe('returns', () => {
  it('give back exactly what a line has cost, however it comes back', () => {
    const line = fc.record({ quantity: fc.integer({ min: 1, max: 9 }), unitPrice: fc.integer({ min: 1, max: 9999 }) });
    const withDiscount = line.chain((one) =>
      fc.integer({ min: 0, max: one.quantity * one.unitPrice }).map((discount) => ({ ...one, discount })),
    );
    fc.assert(
      fc.property(fc.array(withDiscount, { minLength: 1, maxLength: 4 }), (lines) => {
        let order = delivered(lines);
        for (const { orderItemId, quantity } of order.items) {
          for (let unit = 0; unit < quantity; unit++) {
            const returnId = RefundId.parse(newId());
            const command = { returnId, lines: [{ orderItemId, quantity: 1 }], reason: 'broken' };
            order = returnItems(order, command, admin, later(10));
            expect(returnItems(order, command, admin, later(11))).toBe(order);
          }
        }
        const refunded = order.returns.reduce((sum, { refundAmount }) => sum + refundAmount, 0);
        expect(order.status).toBe('RETURNED');
        expect(refunded).toBe(order.totals.total.amount);
        expect(order.returns.every(({ refundAmount }) => refundAmount >= 0)).toBe(true);
      }),
    );
  });

  it('refuse more units than have arrived', () => {
    const order = delivered([{ quantity: 2 }]);
    const lines = [{ orderItemId: order.items[0]?.orderItemId as never, quantity: 3 }];
    const command = { returnId: RefundId.parse(newId()), lines, reason: 'x' };
    expect(() => returnItems(order, command, admin, later(3))).toThrow(/Only 2 of/);
    expect(() => returnItems({ ...order, status: 'SHIPPED' }, command, admin, later(3))).toThrow(
      /return is not possible/,
    );
  });
});
