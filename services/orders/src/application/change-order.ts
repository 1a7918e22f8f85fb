import { DomainError, type Identity, type OrderId } from '@arcade/contracts';
import { etagOf, requireMatch } from '@arcade/service-defaults';
import type { Order } from '../domain/order.ts';
import type { Decide } from './order-repository.ts';
import type { OrdersContext } from './orders-context.ts';

export interface ChangeOrder {
  readonly orderId: OrderId;
  readonly identity: Identity;
  /** Only over this version, when the caller says so. */
  readonly ifMatch: string | undefined;
  /** @throws DomainError for those who may not */
  readonly allow: (identity: Identity, order: Order) => void;
  readonly decide: Decide;
}

/**
 * A person's command on an order; what follows from it for money and stock is the saga's.
 * @throws DomainError not-found, forbidden, etag-mismatch, illegal-transition
 */
export async function changeOrder(ctx: OrdersContext, command: ChangeOrder): Promise<Order> {
  const { orderId, identity, ifMatch, allow, decide } = command;
  const { order } = await ctx.orders.update(
    orderId,
    (current, now) => {
      allow(identity, current);
      if (ifMatch !== undefined) requireMatch(ifMatch, current.version);
      return decide(current, now);
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
