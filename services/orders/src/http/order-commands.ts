import type { Identity, OrderId, RefundId } from '@arcade/contracts';
import { derivedId, newId, type Idempotent } from '@arcade/service-defaults';
import { changeOrder, versionTag, type ChangeOrder } from '../application/change-order.ts';
import { handlerOf, requireMayCancel, requireSeller } from '../application/order-access.ts';
import type { OrdersContext } from '../application/orders-context.ts';
import { cancelOrder, startProcessing } from '../domain/cancel-order.ts';
import { deliverShipment, shipOrder } from '../domain/fulfil-order.ts';
import type { Order } from '../domain/order.ts';
import { returnItems } from '../domain/return-items.ts';
import { viewOrder } from './order-view.ts';
import type { OrdersHandlers } from './orders-routes.ts';

interface CommandCall {
  readonly identity: Identity;
  readonly params: { readonly orderId: OrderId };
  readonly ifMatch: string | undefined;
}

/** What people do with orders: buyers, merchants with products in them, admins. */
export const orderCommands = (ctx: OrdersContext, idempotent: Idempotent) =>
  ({
    cancelOrder: async (call) =>
      replyWith(
        await change(ctx, call, requireMayCancel, (order, now) =>
          cancelOrder(order, call.identity.userId, call.body.reason, now),
        ),
      ),
    startProcessing: async (call) =>
      replyWith(
        await change(ctx, call, requireSeller, (order, now) => startProcessing(order, call.identity.userId, now)),
      ),
    deliverShipment: async (call) =>
      replyWith(
        await change(ctx, call, requireSeller, (order, now) => {
          const { returnMs } = ctx.settings;
          return deliverShipment(order, call.params.shipmentId, handlerOf(call.identity), now, returnMs);
        }),
      ),
    shipOrder: shipHandler(ctx, idempotent),
    returnItems: (call) => {
      const { identity, params, body, idempotencyKey: key } = call;
      return idempotent({ userId: identity.userId, key, request: ['returnItems', params, body] }, async (seed) => {
        const returnId = derivedId<RefundId>('return', seed);
        const order = await change(ctx, call, requireSeller, (current, now) =>
          returnItems(current, { returnId, ...body }, handlerOf(identity), now),
        );
        return { status: 200, body: viewOrder(order) };
      });
    },
  }) satisfies Partial<OrdersHandlers>;

const shipHandler =
  (ctx: OrdersContext, idempotent: Idempotent): OrdersHandlers['shipOrder'] =>
  async (call) => {
    const { identity, params, body, idempotencyKey: key } = call;
    const ship = (shipmentId: string) =>
      change(ctx, call, requireSeller, (order, now) =>
        shipOrder(order, { shipmentId, ...body, lines: body.lines }, handlerOf(identity), now),
      );
    if (key === undefined) return replyWith(await ship(newId<string>()));
    return await idempotent({ userId: identity.userId, key, request: ['shipOrder', params, body] }, async (seed) => {
      const shipmentId = derivedId<string>('shipment', seed);
      return { status: 201, body: viewOrder(await ship(shipmentId)) };
    });
  };

const change = (
  ctx: OrdersContext,
  { identity, params, ifMatch }: CommandCall,
  allow: ChangeOrder['allow'],
  decide: ChangeOrder['decide'],
) => changeOrder(ctx, { orderId: params.orderId, identity, ifMatch, allow, decide });

const replyWith = (order: Order) => ({ body: viewOrder(order), etag: versionTag(order) });
