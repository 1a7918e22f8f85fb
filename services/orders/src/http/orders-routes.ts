import { DomainError, type OrderId, type ordersApi } from '@arcade/contracts';
import type { ServiceHandlers } from '@arcade/messaging';
import { derivedId, type Idempotent } from '@arcade/service-defaults';
import { requireOrder, versionTag } from '../application/change-order.ts';
import { requireScope, requireVisible } from '../application/order-access.ts';
import type { OrdersContext } from '../application/orders-context.ts';
import { placeOrder } from '../application/place-order.ts';
import { orderCommands } from './order-commands.ts';
import { viewOrder, viewPayable, viewSummary, viewWhole } from './order-view.ts';

export type OrdersHandlers = ServiceHandlers<typeof ordersApi>;

/** What the orders service answers; the log of events and dead letters are messaging's. */
export const ordersHandlers = (ctx: OrdersContext, idempotent: Idempotent): OrdersHandlers => ({
  placeOrder: ({ identity, idempotencyKey: key, body }) =>
    idempotent({ userId: identity.userId, key, request: ['placeOrder', body] }, async (seed) => {
      const orderId = derivedId<OrderId>('order', seed);
      return {
        status: 201,
        body: viewWhole(await placeOrder(ctx, { orderId, userId: identity.userId, ...body }), identity),
      };
    }),
  ...orderCommands(ctx, idempotent),
  ...queries(ctx),
});

const queries = (ctx: OrdersContext) =>
  ({
    async listOrders({ identity, query: { scope, ...page } }) {
      requireScope(identity, scope);
      const filter = {
        mine: { userId: identity.userId },
        merchant: { merchantId: identity.userId },
        all: {},
      }[scope];
      const { items, ...rest } = await ctx.orders.list({ ...page, ...filter });
      return { body: { items: items.map((order) => viewSummary(order, identity)), ...rest } };
    },
    async getOrder({ identity, params }) {
      const order = await requireOrder(ctx, params.orderId);
      requireVisible(identity, order);
      return { body: viewOrder(order, identity), etag: versionTag(order) };
    },
    async getPayableOrder({ params }) {
      const payable = await ctx.orders.payable(params.orderId);
      if (payable === undefined) throw new DomainError('not-found');
      return { body: viewPayable(payable) };
    },
  }) satisfies Partial<OrdersHandlers>;
