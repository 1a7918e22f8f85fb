import { describe, expect, it } from '@jest/globals';
import {
  CartChanged,
  OrderStatusChanged,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentFailed,
  PaymentPending,
  PriceChanged,
  ProductChanged,
  ProductStatusChanged,
  RefundSucceeded,
  SessionRevoked,
  StockChanged,
  subscriptions,
  type EventDefinition,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { liveDefinitions } from './live-definitions.ts';
import { LiveEvent } from './live-events.ts';

const [productId, merchantId, userId, orderId, paymentId, refundId, cartId] = Array.from({ length: 7 }, () => newId());
const revokedAt = '2030-01-31T12:00:00.000Z';
const price = { amount: 100, currencyCode: 'EUR' };
const approved = { productId, merchantId, name: 'Chair', price, status: 'approved', categories: [], imageUrl: null };
const paid = { paymentId, orderId, userId, amount: price };
const refunded = { ...paid, refundId, refundedTotal: price, capturedAmount: price, reason: 'order-cancelled' };

const product = (data: object) => ({ name: 'product', productId, data });
const user = (data: object) => ({ name: 'user', userId, data });
const payment = (status: string) => user({ change: 'payment', orderId, paymentId, status });

/** What a service says, and what becomes of it. */
const told: readonly (readonly [EventDefinition, Record<string, unknown>, object])[] = [
  [
    PriceChanged,
    { ...approved, oldPrice: { ...price, amount: 200 } },
    product({ change: 'price', productId, price, oldPrice: { ...price, amount: 200 }, aggregateVersion: 7 }),
  ],
  [ProductChanged, approved, product({ change: 'details', productId, aggregateVersion: 7 })],
  [
    ProductStatusChanged,
    { ...approved, oldStatus: 'pending' },
    product({ change: 'status', productId, status: 'approved', aggregateVersion: 7 }),
  ],
  [
    StockChanged,
    { productId, quantityAvailable: 9, quantityReserved: 4, quantitySellable: 5, listed: true },
    product({ change: 'stock', productId, available: 5, aggregateVersion: 7 }),
  ],
  [
    OrderStatusChanged,
    {
      orderId,
      number: 'A-1',
      userId,
      oldStatus: 'PENDING_PAYMENT',
      newStatus: 'CONFIRMED',
      paymentStatus: 'PAID',
      fulfilmentStatus: 'UNFULFILLED',
    },
    user({
      change: 'order',
      orderId,
      status: 'CONFIRMED',
      paymentStatus: 'PAID',
      fulfilmentStatus: 'UNFULFILLED',
      aggregateVersion: 7,
    }),
  ],
  [PaymentPending, { ...paid, status: 'PROCESSING' }, payment('PROCESSING')],
  [PaymentAuthorized, { ...paid, status: 'AUTHORIZED' }, payment('AUTHORIZED')],
  [PaymentCaptured, { ...paid, status: 'CAPTURED', capturedAmount: price }, payment('CAPTURED')],
  [PaymentFailed, { ...paid, status: 'FAILED', failureCode: 'declined', attemptsLeft: 2 }, payment('FAILED')],
  [RefundSucceeded, refunded, user({ change: 'refund', orderId, refundId, amount: price })],
  [CartChanged, { cartId, userId, reason: 'price-changed' }, user({ change: 'cart', cartId, reason: 'price-changed' })],
  [
    SessionRevoked,
    { revocationSeq: 3, userId, revokedAt },
    { name: 'revocation', userId, data: { userId, revokedAt } },
  ],
];

const meta = { eventId: newId(), aggregateId: newId(), aggregateVersion: 7, occurredAt: revokedAt };
const read = (definition: EventDefinition, payload: Record<string, unknown>) =>
  liveDefinitions.find((live) => live.definition === definition)?.read({ ...payload, ...meta });

describe('what open pages are told', () => {
  it('comes of the events that contracts say', () => {
    const topics = liveDefinitions.map(({ definition }) => definition.topic);
    expect(topics.toSorted()).toEqual(subscriptions.gateway.toSorted());
  });

  it('is known here of every event', () => {
    expect(told.map(([{ topic }]) => topic)).toEqual(liveDefinitions.map(({ definition: { topic } }) => topic));
  });

  it.each(told.map(([definition, payload, event]) => [definition.topic, { definition, payload, event }] as const))(
    'of %s is what the contract says, and nothing more',
    (_, { definition, payload, event }) => {
      expect(read(definition, payload)).toEqual({ event });
      expect(LiveEvent.parse(event)).toEqual(event);
    },
  );

  it('is nothing of a cart that belongs to nobody', () => {
    expect(read(CartChanged, { cartId, userId: null, reason: 'closed' })).toEqual({ event: undefined });
  });

  it('is nothing of an event that is not what its definition says', () => {
    expect(read(CartChanged, { cartId, userId, reason: 'boredom' })).toBeUndefined();
  });
});
