import type { Identity, OrderId, RefundId } from '@arcade/contracts';
import { derivedId, newId, type Idempotent, type IfMatch } from '@arcade/service-defaults';
import { changeOrder, versionTag, type ChangeOrder } from '../application/change-order.ts';
import type { OrdersContext } from '../application/orders-context.ts';
import { previewCancel } from '../application/preview-cancel.ts';
import { previewReturn, returnOrder } from '../application/return-order.ts';
import { isMine, type Handler } from '../domain/allowed-actions.ts';
import { cancelOrder, startProcessing } from '../domain/cancel-order.ts';
import { deliverShipment, shipOrder } from '../domain/fulfil-order.ts';
import type { Order } from '../domain/order.ts';
import { releaseHold } from '../domain/release-hold.ts';
import { viewOrder, viewWhole } from './order-view.ts';
import type { OrdersHandlers } from './orders-routes.ts';

interface CommandCall {
  readonly identity: Identity;
  readonly params: { readonly orderId: OrderId };
  readonly ifMatch: IfMatch | undefined;
}

/** What people do with orders: buyers, merchants with products in them, admins. */
export const orderCommands = (ctx: OrdersContext, idempotent: Idempotent) =>
  ({
    cancelOrder: cancelHandler(ctx, idempotent),
    previewCancel: async ({ identity, params, body }) => ({
      body: await previewCancel(ctx, { orderId: params.orderId, identity, lines: body.lines }),
    }),
    startProcessing: async (call) =>
      replyTo(call, await change(ctx, call, { action: 'process', asksMoney: always, decide: startProcessing })),
    shipOrder: shipHandler(ctx, idempotent),
    deliverShipment: async (call) =>
      replyTo(
        call,
        await change(ctx, call, {
          action: 'deliver',
          decide: (order, handler, now) =>
            deliverShipment(order, call.params.shipmentId, handler, now, ctx.settings.returnMs),
        }),
      ),
    async releaseHold(call) {
      const order = await change(ctx, call, {
        action: 'release-hold',
        decide: (current, handler, now) => releaseHold(current, call.body.reason, handler, now),
      });
      return { body: viewWhole(order, call.identity), etag: versionTag(order) };
    },
    ...returnHandlers(ctx, idempotent),
  }) satisfies Partial<OrdersHandlers>;

const returnHandlers = (ctx: OrdersContext, idempotent: Idempotent) =>
  ({
    returnItems: ({ identity, params, body, ifMatch, idempotencyKey: key }) =>
      idempotent({ userId: identity.userId, key, request: ['returnItems', params, body] }, async (seed) => {
        const reversalId = derivedId<RefundId>('return', seed);
        const order = await returnOrder(ctx, { orderId: params.orderId, identity, ifMatch, reversalId, body });
        return { status: 200, body: viewOrder(order, identity) };
      }),
    previewReturn: async ({ identity, params, body }) => ({
      body: await previewReturn(ctx, { orderId: params.orderId, identity, lines: body.lines }),
    }),
  }) satisfies Partial<OrdersHandlers>;

const cancelHandler =
  (ctx: OrdersContext, idempotent: Idempotent): OrdersHandlers['cancelOrder'] =>
  async (call) => {
    const { identity, params, body, idempotencyKey: key } = call;
    const { reason = null, lines } = body;
    const cancel = (reversalId: RefundId) =>
      change(ctx, call, {
        action: 'cancel',
        asksMoney: (order, handler) => lines !== undefined || !isWholeOrder(order, handler),
        decide: (order, handler, now) => cancelOrder(order, { reversalId, reason, lines }, handler, now),
      });
    if (key === undefined) return replyTo(call, await cancel(newId<RefundId>()));
    return await idempotent({ userId: identity.userId, key, request: ['cancelOrder', params, body] }, async (seed) => ({
      status: 200,
      body: viewOrder(await cancel(derivedId<RefundId>('cancellation', seed)), identity),
    }));
  };

const shipHandler =
  (ctx: OrdersContext, idempotent: Idempotent): OrdersHandlers['shipOrder'] =>
  async (call) => {
    const { identity, params, body, idempotencyKey: key } = call;
    const ship = (shipmentId: string) =>
      change(ctx, call, {
        action: 'ship',
        asksMoney: always,
        decide: (order, handler, now) => shipOrder(order, { shipmentId, ...body, lines: body.lines }, handler, now),
      });
    if (key === undefined) return replyTo(call, await ship(newId<string>()));
    return await idempotent({ userId: identity.userId, key, request: ['shipOrder', params, body] }, async (seed) => ({
      status: 201,
      body: viewOrder(await ship(derivedId<string>('shipment', seed)), identity),
    }));
  };

const change = (
  ctx: OrdersContext,
  { identity, params, ifMatch }: CommandCall,
  command: Pick<ChangeOrder, 'action' | 'asksMoney' | 'decide'>,
) => changeOrder(ctx, { orderId: params.orderId, identity, ifMatch, ...command });

const always = () => true;

/** Then all money goes back, whatever was given back of it before. */
const isWholeOrder = (order: Order, handler: Handler): boolean =>
  order.items.every((item) => item.quantityShipped === 0 && isMine(handler, item));

const replyTo = ({ identity }: CommandCall, order: Order) => ({
  body: viewOrder(order, identity),
  etag: versionTag(order),
});
