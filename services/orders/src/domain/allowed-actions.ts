import { DomainError, LineAction, type OrderAction } from '@arcade/contracts';
import { holdOf } from './hold.ts';
import { unitsFor } from './line-units.ts';
import type { Line, Order, OrderItem, Shipment } from './order.ts';

/** Who acts: on whose lines, and what they may do at all. */
export interface Handler {
  readonly actor: string;
  /** Undefined: on everybody's. */
  readonly merchantId: string | undefined;
  readonly may: readonly OrderAction[];
}

export const isMine = ({ merchantId }: Handler, item: OrderItem): boolean =>
  merchantId === undefined || item.merchantId === merchantId;

/** What a handler can do with an order now, by the same rule that its commands follow. */
export const allowedActions = (order: Order, handler: Handler): readonly OrderAction[] =>
  handler.may.filter((action) => isAllowed(action, order, handler));

function isAllowed(action: OrderAction, order: Order, handler: Handler): boolean {
  switch (action) {
    case 'process':
      return order.status === 'CONFIRMED' && holdOf(order) === null;
    case 'release-hold':
      return holdOf(order) !== null;
    case 'deliver':
      return order.shipments.some((shipment) => canDeliver(order, shipment, handler));
    case 'cancel':
      return order.status === 'PENDING_PAYMENT'
        ? order.items.every((item) => isMine(handler, item))
        : allowedLines('cancel', order, handler).length > 0;
    case 'ship':
    case 'return':
      return allowedLines(action, order, handler).length > 0;
  }
}

/** All units that an action may take of the handler's lines. */
export const allowedLines = (action: LineAction, order: Order, handler: Handler): readonly Line[] =>
  order.items
    .filter((item) => isMine(handler, item))
    .map((item) => ({ orderItemId: item.orderItemId, quantity: unitsFor(action, order, item) }))
    .filter(({ quantity }) => quantity > 0);

/** What a handler can do with units of one line, and with how many. */
export const allowedOnLine = (order: Order, item: OrderItem, handler: Handler) =>
  LineAction.options
    .filter((action) => handler.may.includes(action) && isMine(handler, item))
    .map((action) => ({ action, quantity: unitsFor(action, order, item) }))
    .filter(({ quantity }) => quantity > 0);

export const canDeliver = (order: Order, { deliveredAt, lines }: Shipment, handler: Handler): boolean =>
  deliveredAt === null &&
  lines.every(({ orderItemId }) =>
    order.items.some((item) => item.orderItemId === orderItemId && isMine(handler, item)),
  );

/** @throws DomainError illegal-transition with what is possible instead */
export function requireAllowed(action: OrderAction, order: Order, handler: Handler): void {
  if (!isAllowed(action, order, handler)) throw refused(action, order, handler);
}

export function refused(action: OrderAction, order: Order, handler: Handler, detail?: string): DomainError {
  const hold = holdOf(order);
  const reason = hold === null ? `${action} is not possible now` : `The payment is ${hold}: an admin decides first`;
  return new DomainError('illegal-transition', detail ?? reason, {
    state: order.status,
    ...(hold === null ? {} : { hold }),
    allowed: allowedActions(order, handler),
  });
}

/**
 * The named units of the handler's lines, or all that the action may take.
 * @throws DomainError not-found for a line that is not the handler's, illegal-transition
 */
export function takeLines<Named extends Line>(
  action: LineAction,
  order: Order,
  handler: Handler,
  named: readonly Named[] | undefined,
): readonly (Named | Line)[] {
  requireAllowed(action, order, handler);
  if (named === undefined) return allowedLines(action, order, handler);
  const taken = new Map<string, number>();
  for (const [index, { orderItemId, quantity }] of named.entries()) {
    const item = order.items.find((one) => one.orderItemId === orderItemId && isMine(handler, one));
    if (item === undefined) throw noLineOfYours(orderItemId, index);
    const left = unitsFor(action, order, item) - (taken.get(orderItemId) ?? 0);
    if (quantity > left) throw tooMany(action, order, { item, left, index }, handler);
    taken.set(orderItemId, (taken.get(orderItemId) ?? 0) + quantity);
  }
  return named;
}

function noLineOfYours(orderItemId: string, index: number): DomainError {
  const detail = `The order has no line ${orderItemId} of yours`;
  const errors = [{ pointer: `/lines/${index}/orderItemId`, detail, code: 'unknown-line' }];
  return new DomainError('not-found', detail, { errors });
}

interface TooMany {
  readonly item: OrderItem;
  readonly left: number;
  readonly index: number;
}

function tooMany(action: LineAction, order: Order, { item, left, index }: TooMany, handler: Handler): DomainError {
  const detail = `Only ${left} of ${item.name} are left to ${action}`;
  return new DomainError('illegal-transition', detail, {
    ...refused(action, order, handler).fields,
    orderItemId: item.orderItemId,
    left,
    errors: [{ pointer: `/lines/${index}/quantity`, detail, code: 'too-many-units' }],
  });
}
