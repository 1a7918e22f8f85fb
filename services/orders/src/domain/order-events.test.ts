import { describe, expect, it } from '@jest/globals';
import { eventsOf } from './order-events.ts';
import { moveOrder } from './move-order.ts';
import type { Order } from './order.ts';
import { anOrder, aPayment, later } from './order-samples.fixture.ts';

const topics = (before: Order | undefined, after: Order) =>
  eventsOf(before, after, 'cause').map(({ definition: { topic } }) => topic);
const next = (order: Order, change: Partial<Order>): Order => ({ ...order, ...change, version: order.version + 1 });

describe('events of an order', () => {
  const order = anOrder();
  const paid = aPayment({ status: 'CAPTURED', capturedAmount: 1000 });

  it('tell a new order as a milestone and as a change', () => {
    expect(topics(undefined, order)).toEqual(['orders.order-placed', 'orders.order-status-changed']);
  });

  it('carry version, cause and a payload that their definition accepts', () => {
    const confirmed = next(
      moveOrder({ ...order, payments: [paid] }, { event: 'confirm', actor: 'orders', at: later(1) }),
      {},
    );
    const [milestone, change] = eventsOf(order, confirmed, 'cause');
    expect(milestone).toMatchObject({
      aggregate: { id: order.orderId, version: 2 },
      causationId: 'cause',
      payload: { paymentId: paid.paymentId, status: 'CONFIRMED' },
    });
    expect(change?.payload).toMatchObject({
      oldStatus: 'PENDING_PAYMENT',
      newStatus: 'CONFIRMED',
      paymentStatus: 'PAID',
    });
    for (const event of eventsOf(order, confirmed)) {
      expect(event.definition.payload.parse(event.payload)).toEqual(event.payload);
    }
  });

  it('leave out an authorisation on its way to a confirmation', () => {
    expect(topics(order, next(order, { payments: [aPayment()] }))).toEqual([]);
    expect(topics(order, next(order, { payments: [aPayment({ status: 'PROCESSING' })] }))).toEqual([
      'orders.order-status-changed',
    ]);
  });

  it('say nothing about what nobody can see', () => {
    expect(topics(order, next(order, { stock: 'reserved' }))).toEqual([]);
  });

  it('bring the tracking number of each parcel', () => {
    const shipment = {
      shipmentId: 'a',
      carrier: 'Post',
      trackingNumber: 'T-1',
      lines: [],
      shippedAt: later(1),
      deliveredAt: null,
    };
    const [event] = eventsOf(order, next(order, { shipments: [shipment] }));
    expect(event?.payload).toMatchObject({ trackingNumber: 'T-1' });
  });
});
