import { DomainError, type Identity, type OrderAction, type OrderId } from '@arcade/contracts';
import { etagOf, requireMatch, type IfMatch } from '@arcade/service-defaults';
import type { Handler } from '../domain/allowed-actions.ts';
import type { Order } from '../domain/order.ts';
import { learnMoney } from './learn-money.ts';
import { handlerFor } from './order-access.ts';
import type { OrdersContext } from './orders-context.ts';

export interface ChangeOrder {
  readonly orderId: OrderId;
  readonly identity: Identity;
  /** Only over this version, when the caller says so. */
  readonly ifMatch: IfMatch | undefined;
  readonly action: OrderAction;
  /** Whether the answer depends on money that was given back, of which an event may still be on its way. */
  readonly asksMoney?: (order: Order, handler: Handler) => boolean;
  readonly decide: (order: Order, handler: Handler, now: Date) => Order;
}

/**
 * A person's command on an order; what follows from it for money and stock is the saga's.
 * @throws DomainError not-found, forbidden, etag-mismatch, illegal-transition, and dependency-unavailable where it asks for money
 */
export async function changeOrder(ctx: OrdersContext, command: ChangeOrder): Promise<Order> {
  const { orderId, identity, ifMatch, action, asksMoney, decide } = command;
  if (asksMoney !== undefined) {
    await learnMoney(ctx, orderId, (order) => asksMoney(order, handlerFor(action, identity, order)));
  }
  const { order } = await ctx.orders.update(
    orderId,
    (current, now) => {
      const handler = handlerFor(action, identity, current);
      if (ifMatch !== undefined) requireMatch(ifMatch, versionTag(current));
      return decide(current, handler, now);
    },
    identity.userId,
  );
  ctx.advance(orderId);
  return (await findOrder(ctx, order.orderId)) ?? order;
}

/** The order with its history. */
export const findOrder = async (ctx: OrdersContext, orderId: OrderId): Promise<Order | undefined> =>
  (await ctx.orders.load(orderId, { history: true }))?.order;

/** @throws DomainError not-found */
export async function requireOrder(ctx: OrdersContext, orderId: OrderId): Promise<Order> {
  const order = await findOrder(ctx, orderId);
  if (order === undefined) throw new DomainError('not-found');
  return order;
}

export const versionTag = ({ version }: Order): string => etagOf(version);
