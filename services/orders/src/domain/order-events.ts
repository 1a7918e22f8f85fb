import { OrderCancelled, OrderConfirmed, OrderExpired, OrderPlaced, OrderStatusChanged } from '@arcade/contracts';
import { outgoing, type OutgoingEvent } from '@arcade/messaging';
import { currentPayment, fulfilmentStatusOf, paymentStatusOf } from './order-statuses.ts';
import type { Order } from './order.ts';

/** What is published of a change; `before` is undefined for a new order. */
export function eventsOf(before: Order | undefined, after: Order, cause?: string): readonly OutgoingEvent[] {
  const milestone = before?.status === after.status ? undefined : milestoneOf(after, cause);
  const changed = changeOf(before, after, cause);
  return [milestone, changed].filter((event) => event !== undefined);
}

function milestoneOf(order: Order, cause: string | undefined): OutgoingEvent | undefined {
  const aggregate = { id: order.orderId, version: order.version };
  switch (order.status) {
    case 'PENDING_PAYMENT':
      return outgoing(OrderPlaced, aggregate, stateOf(order), cause);
    case 'CONFIRMED': {
      const paymentId = currentPayment(order)?.paymentId ?? null;
      return outgoing(OrderConfirmed, aggregate, { ...stateOf(order), paymentId }, cause);
    }
    case 'CANCELLED':
      return outgoing(OrderCancelled, aggregate, { ...stateOf(order), reason: order.cancelReason ?? '' }, cause);
    case 'EXPIRED':
      return outgoing(OrderExpired, aggregate, stateOf(order), cause);
    case 'PROCESSING':
    case 'SHIPPED':
    case 'DELIVERED':
    case 'COMPLETED':
    case 'RETURNED':
      return undefined;
  }
}

const stateOf = ({ orderId, number, userId, cartId, cartVersion, status, totals, items }: Order) => ({
  orderId,
  number,
  userId,
  cartId,
  cartVersion,
  status,
  total: totals.total,
  lines: items.map(({ productId, merchantId, name, quantity, unitPrice }) => ({
    productId,
    merchantId,
    name,
    quantity,
    unitPrice,
  })),
});

function changeOf(before: Order | undefined, after: Order, cause: string | undefined): OutgoingEvent | undefined {
  const shipment = after.shipments.find(({ shipmentId }) => !known(before, shipmentId));
  if (before !== undefined && shipment === undefined && !isWorthTelling(before, after)) return undefined;
  const payload = {
    orderId: after.orderId,
    number: after.number,
    userId: after.userId,
    oldStatus: before?.status ?? null,
    newStatus: after.status,
    paymentStatus: paymentStatusOf(after),
    fulfilmentStatus: fulfilmentStatusOf(after),
    ...(shipment === undefined ? {} : { trackingNumber: shipment.trackingNumber }),
  };
  return outgoing(OrderStatusChanged, { id: after.orderId, version: after.version }, payload, cause);
}

const known = (before: Order | undefined, id: string) =>
  before?.shipments.some(({ shipmentId }) => shipmentId === id) ?? false;

/** An authorisation is only passed through: what the saga makes of it follows within milliseconds. */
function isWorthTelling(before: Order, after: Order): boolean {
  if (summary(before) === summary(after)) return false;
  const passing = after.status === 'PENDING_PAYMENT' && paymentStatusOf(after) === 'AUTHORIZED';
  return !passing;
}

const summary = (order: Order): string => `${order.status} ${paymentStatusOf(order)} ${fulfilmentStatusOf(order)}`;
