import { DomainError } from '@arcade/contracts';
import { canDeliver, takeLines, type Handler } from './allowed-actions.ts';
import { followUnits } from './follow-units.ts';
import { countUnits, sumLines } from './line-units.ts';
import type { Line, Order, Shipment } from './order.ts';

export interface ShipCommand {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  /** All that the handler has left to ship when undefined. */
  readonly lines: readonly Line[] | undefined;
}

/** @throws DomainError not-found, illegal-transition */
export function shipOrder(order: Order, command: ShipCommand, handler: Handler, now: Date): Order {
  const { shipmentId, carrier, trackingNumber } = command;
  if (order.shipments.some((shipment) => shipment.shipmentId === shipmentId)) return order;
  const lines = sumLines(takeLines('ship', order, handler, command.lines));
  const shipment: Shipment = { shipmentId, carrier, trackingNumber, lines, shippedAt: now, deliveredAt: null };
  const shipped = { ...countUnits(order, lines, 'quantityShipped'), shipments: [...order.shipments, shipment] };
  return followUnits(shipped, { actor: handler.actor, reason: trackingNumber, at: now, returnMs: 0 });
}

/** @throws DomainError not-found */
export function deliverShipment(
  order: Order,
  shipmentId: string,
  handler: Handler,
  now: Date,
  returnMs: number,
): Order {
  const shipment = order.shipments.find((one) => one.shipmentId === shipmentId);
  if (shipment === undefined) throw new DomainError('not-found', 'There is no such shipment');
  if (shipment.deliveredAt !== null) return order;
  if (!canDeliver(order, shipment, handler)) throw new DomainError('not-found', 'The shipment is not yours');
  const shipments = order.shipments.map((one) => (one === shipment ? { ...one, deliveredAt: now } : one));
  const delivered = { ...countUnits(order, shipment.lines, 'quantityDelivered'), shipments };
  return followUnits(delivered, { actor: handler.actor, at: now, returnMs });
}
