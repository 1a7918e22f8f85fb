import { DomainError } from '@arcade/contracts';
import { illegal } from './order-machine.ts';
import { moveOrder } from './move-order.ts';
import type { Line, Order, OrderItem, Shipment } from './order.ts';

/** Whose lines a command may touch. */
export interface Handler {
  readonly actor: string;
  /** Undefined: everybody's, for admins. */
  readonly merchantId: string | undefined;
}

export interface ShipCommand {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  /** All that the handler has left to ship when undefined. */
  readonly lines: readonly Line[] | undefined;
}

/** @throws DomainError not-found, illegal-transition */
export function shipOrder(order: Order, command: ShipCommand, { actor, merchantId }: Handler, now: Date): Order {
  const { shipmentId, carrier, trackingNumber } = command;
  if (order.shipments.some((shipment) => shipment.shipmentId === shipmentId)) return order;
  if (order.status !== 'PROCESSING') throw illegal(order.status, 'ship');
  const lines = sumLines(command.lines ?? leftToShip(order, merchantId));
  if (lines.length === 0) throw illegal(order.status, 'ship', 'Nothing is left to ship', ['ship']);
  const items = changeLines(order, lines, merchantId, (item, quantity) => {
    const left = item.quantity - item.quantityShipped;
    if (quantity > left) throw tooMany('ship', item, left);
    return { ...item, quantityShipped: item.quantityShipped + quantity };
  });
  const shipment: Shipment = { shipmentId, carrier, trackingNumber, lines, shippedAt: now, deliveredAt: null };
  const shipped = { ...order, items, shipments: [...order.shipments, shipment] };
  const all = items.every((item) => item.quantityShipped === item.quantity);
  return all ? moveOrder(shipped, { event: 'ship', actor, reason: trackingNumber, at: now }) : shipped;
}

const leftToShip = ({ items }: Order, merchantId: string | undefined): readonly Line[] =>
  items
    .filter((item) => merchantId === undefined || item.merchantId === merchantId)
    .map(({ orderItemId, quantity, quantityShipped }) => ({ orderItemId, quantity: quantity - quantityShipped }))
    .filter(({ quantity }) => quantity > 0);

/** @throws DomainError not-found */
export function deliverShipment(
  order: Order,
  shipmentId: string,
  { actor, merchantId }: Handler,
  now: Date,
  returnMs: number,
): Order {
  const shipment = order.shipments.find((one) => one.shipmentId === shipmentId);
  if (shipment === undefined) throw new DomainError('not-found', 'There is no such shipment');
  if (shipment.deliveredAt !== null) return order;
  const items = changeLines(order, shipment.lines, merchantId, (item, quantity) => ({
    ...item,
    quantityDelivered: item.quantityDelivered + quantity,
  }));
  const shipments = order.shipments.map((one) => (one === shipment ? { ...one, deliveredAt: now } : one));
  const delivered = { ...order, items, shipments };
  if (!items.every((item) => item.quantityDelivered === item.quantity)) return delivered;
  const returnUntil = new Date(now.getTime() + returnMs);
  return moveOrder({ ...delivered, returnUntil }, { event: 'deliver', actor, at: now });
}

/**
 * Changes the named lines, each once.
 * @throws DomainError not-found for a line that is not the handler's
 */
export function changeLines(
  { items }: Order,
  lines: readonly Line[],
  merchantId: string | undefined,
  change: (item: OrderItem, quantity: number) => OrderItem,
): readonly OrderItem[] {
  const mine = (item: OrderItem) => merchantId === undefined || item.merchantId === merchantId;
  for (const { orderItemId } of lines) {
    if (!items.some((item) => item.orderItemId === orderItemId && mine(item))) {
      throw new DomainError('not-found', `The order has no line ${orderItemId} of yours`);
    }
  }
  return items.map((item) => {
    const line = lines.find(({ orderItemId }) => orderItemId === item.orderItemId);
    return line === undefined ? item : change(item, line.quantity);
  });
}

/** Lines that name the same item count together. */
export function sumLines(lines: readonly Line[]): readonly Line[] {
  const sums = new Map<Line['orderItemId'], number>();
  for (const { orderItemId, quantity } of lines) sums.set(orderItemId, (sums.get(orderItemId) ?? 0) + quantity);
  return [...sums].map(([orderItemId, quantity]) => ({ orderItemId, quantity }));
}

export const tooMany = (verb: string, { orderItemId, name }: OrderItem, left: number): DomainError =>
  new DomainError('illegal-transition', `Only ${left} of ${name} are left to ${verb}`, { orderItemId, left });
