import { describe, expect, it } from '@jest/globals';
import type { OrderItemId, RefundId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { cancelOrder, startProcessing } from './cancel-order.ts';
import { deliverShipment, shipOrder } from './fulfil-order.ts';
import { followUnits } from './follow-units.ts';
import { handlerOf, parcel } from './handling-samples.fixture.ts';
import { learnPayment } from './learn-payment.ts';
import type { Line, Order, ReversalLine } from './order.ts';
import { anOrder, aPayment, aUserId, later, type LineSample } from './order-samples.fixture.ts';
import { releaseHold } from './release-hold.ts';
import { returnUnits } from './return-units.ts';

const admin = handlerOf();
const processing = (lines: readonly LineSample[]) => anOrder(lines, { status: 'PROCESSING' });
const idOf = ({ items }: Order, index = 0) => items[index]?.orderItemId as OrderItemId;
const units = (order: Order, quantity: number, index = 0): readonly Line[] => [
  { orderItemId: idOf(order, index), quantity },
];
const ship = (order: Order, lines?: readonly Line[], shipmentId = newId<string>()) =>
  shipOrder(order, parcel(shipmentId, lines), admin, later(1));
const deliverAll = (order: Order) =>
  order.shipments.reduce((now, { shipmentId }) => deliverShipment(now, shipmentId, admin, later(2), 1000), order);
const cancel = (order: Order, lines?: readonly Line[], handler = admin) =>
  cancelOrder(order, { reversalId: newId<RefundId>(), reason: 'no', lines }, handler, later(3));
const back = (lines: readonly Line[]): readonly ReversalLine[] =>
  lines.map((line) => ({ ...line, stock: 'restock', amount: null }));
const giveBack = (order: Order, lines: readonly Line[]) =>
  returnUnits(
    order,
    { reversalId: newId<RefundId>(), lines: back(lines), shipping: 0, reason: 'broken' },
    admin,
    later(4),
  );

describe('shipping', () => {
  it('is complete when every line has gone out, in as many parcels as it takes', () => {
    const order = processing([{ quantity: 3 }, { quantity: 1 }]);
    const part = ship(order, units(order, 2), 'a');
    expect(part).toMatchObject({ status: 'PROCESSING', shipments: [{ trackingNumber: 'T-a' }] });
    const rest = ship(part, undefined, 'b');
    expect(rest.status).toBe('SHIPPED');
    expect(rest.items.map(({ quantityShipped }) => quantityShipped)).toEqual([3, 1]);
    expect(ship(rest, undefined, 'b')).toBe(rest);
  });

  it('takes only the merchant’s own lines', () => {
    const mine = aUserId();
    const order = processing([{ merchantId: mine }, {}]);
    const shipped = shipOrder(order, parcel('a'), handlerOf(mine), later(1));
    expect(shipped.items.map(({ quantityShipped }) => quantityShipped)).toEqual([1, 0]);
    const theirs = parcel('b', units(order, 1, 1));
    expect(() => shipOrder(order, theirs, handlerOf(mine), later(1))).toThrow(/of yours/);
  });

  it('refuses more units than are left, and anything before picking has started', () => {
    const order = processing([{ quantity: 2 }]);
    expect(() => ship(order, units(order, 3))).toThrow(/Only 2 of/);
    expect(() => ship(order, [...units(order, 2), ...units(order, 1)])).toThrow(/Only 0 of/);
    expect(() => ship({ ...order, status: 'CONFIRMED' })).toThrow(/ship is not possible/);
  });
});

describe('cancelling units', () => {
  it('leaves what is under way, and the order goes on as if that were all', () => {
    const order = processing([{ quantity: 3 }]);
    const rest = cancel(ship(order, units(order, 1)));
    expect(rest).toMatchObject({
      status: 'SHIPPED',
      items: [{ quantityShipped: 1, quantityCancelled: 2 }],
      reversals: [
        { kind: 'cancellation', lines: [{ quantity: 2, stock: 'restock' }], refund: 'open', restocked: false },
      ],
    });
    expect(deliverAll(rest).status).toBe('DELIVERED');
  });

  it('ends the order with the last unit that is sold, in as many steps as it takes', () => {
    const order = processing([{ quantity: 2 }, {}]);
    const part = cancel(order, units(order, 1));
    expect(part).toMatchObject({ status: 'PROCESSING', reversals: [{ lines: [{ quantity: 1 }] }] });
    expect(cancel(part, [...units(part, 1), ...units(part, 1, 1)])).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'no',
    });
    expect(cancel(order).status).toBe('CANCELLED');
  });

  it('is for units that have not gone out', () => {
    const order = ship(processing([{ quantity: 2 }]), undefined, 'a');
    expect(() => cancel(order)).toThrow(/cancel is not possible/);
    const part = processing([{ quantity: 2 }, {}]);
    expect(() => cancel(ship(part, units(part, 1)), units(part, 2))).toThrow(/Only 1 of/);
  });

  it('takes only the merchant’s own lines', () => {
    const mine = aUserId();
    const order = processing([{ merchantId: mine, quantity: 2 }, {}]);
    const rest = cancel(order, undefined, handlerOf(mine));
    expect(rest).toMatchObject({ status: 'PROCESSING', items: [{ quantityCancelled: 2 }, { quantityCancelled: 0 }] });
    expect(() => cancel(order, units(order, 1, 1), handlerOf(mine))).toThrow(/of yours/);
  });

  it('of an unpaid order is all or nothing', () => {
    const order = anOrder([{ quantity: 2 }]);
    expect(() => cancel(order, units(order, 1))).toThrow(/as a whole/);
    expect(cancel(order, units(order, 2)).status).toBe('CANCELLED');
    expect(cancel(order).status).toBe('CANCELLED');
  });
});

describe('delivery', () => {
  it('starts the return window when everything has arrived', () => {
    const order = deliverAll(ship(processing([{}, {}]), undefined, 'a'));
    expect(order).toMatchObject({ status: 'DELIVERED', returnUntil: later(1002) });
    expect(deliverShipment(order, 'a', admin, later(9), 1000)).toBe(order);
  });

  it('is reached in steps by an order whose rest was cancelled after the others had arrived', () => {
    const order = processing([{ quantity: 2 }]);
    const arrived = deliverAll(ship(order, units(order, 1)));
    expect(arrived.status).toBe('PROCESSING');
    const rest = cancel(arrived);
    expect(rest.status).toBe('SHIPPED');
    expect(followUnits(rest, { actor: 'orders', at: later(5), returnMs: 10 })).toMatchObject({
      status: 'DELIVERED',
      returnUntil: later(15),
    });
  });
});

describe('returns', () => {
  it('are possible for what has arrived while the rest is under way', () => {
    const order = processing([{ quantity: 2 }, {}]);
    const part = deliverAll(ship(order, units(order, 2)));
    const returned = giveBack(part, units(order, 1));
    expect(returned).toMatchObject({
      status: 'PROCESSING',
      items: [{ quantityReturned: 1 }, { quantityReturned: 0 }],
      reversals: [{ kind: 'return', lines: [{ quantity: 1 }] }],
    });
    const rest = deliverAll(ship(returned));
    expect(rest.status).toBe('DELIVERED');
    expect(giveBack(giveBack(rest, units(rest, 1)), units(rest, 1, 1)).status).toBe('RETURNED');
  });

  it('refuse more units than have arrived, and the same twice', () => {
    const order = deliverAll(ship(processing([{ quantity: 2 }])));
    expect(() => giveBack(order, units(order, 3))).toThrow(/Only 2 of/);
    const once = giveBack(order, units(order, 2));
    expect(() => giveBack(once, units(order, 1))).toThrow(/return is not possible/);
    const shipped = ship(processing([{ quantity: 2 }]));
    expect(() => giveBack(shipped, units(shipped, 1))).toThrow(/return is not possible/);
  });

  it('keep their order in time, so that units are counted one after the other', () => {
    const order = deliverAll(ship(processing([{ quantity: 3 }])));
    const three = [1, 1, 1].reduce((now, quantity) => giveBack(now, units(now, quantity)), order);
    const times = three.reversals.map(({ createdAt }) => createdAt.getTime());
    expect(new Set(times).size).toBe(3);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
  });

  it('give back shipping only to those to whom the whole order belongs', () => {
    const mine = aUserId();
    const order = deliverAll(ship(processing([{ merchantId: mine }, {}])));
    const command = { reversalId: newId<RefundId>(), lines: back(units(order, 1)), shipping: 1, reason: 'broken' };
    expect(() => returnUnits(order, command, handlerOf(mine), later(4))).toThrow(/other merchants/);
    expect(returnUnits(order, command, admin, later(4)).reversals).toMatchObject([{ shipping: 1 }]);
  });
});

describe('an order whose payment is disputed', () => {
  const order = anOrder([{ quantity: 2 }], { status: 'CONFIRMED', payments: [aPayment({ status: 'DISPUTED' })] });

  it('is not sent until an admin says so, but can be cancelled', () => {
    expect(() => startProcessing(order, admin, later(1))).toThrow(/disputed: an admin decides/);
    expect(() => ship({ ...order, status: 'PROCESSING' })).toThrow(/disputed/);
    expect(cancel(order).status).toBe('CANCELLED');
    const released = releaseHold(order, 'known customer', admin, later(1));
    expect(startProcessing(released, admin, later(2)).status).toBe('PROCESSING');
    expect(releaseHold(released, 'again', admin, later(3))).toBe(released);
  });

  it('is held again when the dispute is lost', () => {
    const released = releaseHold(order, 'known customer', admin, later(1));
    const lost = { ...released, payments: [aPayment({ status: 'CHARGED_BACK' })] };
    expect(() => startProcessing(lost, admin, later(2))).toThrow(/charged-back/);
  });

  it('is held again by another dispute after one that was won', () => {
    const [payment] = order.payments;
    if (payment === undefined) throw new Error('The order has a payment');
    const released = releaseHold(order, 'known customer', admin, later(1));
    const won = learnPayment(released, { ...payment, status: 'CAPTURED', version: 5 });
    const again = learnPayment(won, { ...payment, status: 'DISPUTED', version: 7 });
    expect(() => startProcessing(again, admin, later(2))).toThrow(/disputed/);
  });

  it('has nothing to be released while its payment is in order', () => {
    const fine = { ...order, payments: [aPayment({ status: 'CAPTURED' })] };
    expect(() => releaseHold(fine, 'why', admin, later(1))).toThrow(/release-hold is not possible/);
  });
});
