import type { inventoryApi, ReservationId } from '@arcade/contracts';
import type { ServiceHandlers } from '@arcade/messaging';
import { derivedId, etagOf, newId, type Idempotent } from '@arcade/service-defaults';
import { adjustStock } from '../application/adjust-stock.ts';
import { holdCart } from '../application/hold-cart.ts';
import type { InventoryContext } from '../application/inventory-context.ts';
import { ownStock, visibleStock } from '../application/own-stock.ts';
import { releaseCart } from '../application/release-cart.ts';
import { releaseByHand, reserveByHand } from '../application/reserve-by-hand.ts';
import { reserveOrder } from '../application/reserve-order.ts';
import { commitOrder, orderReservation, releaseOrder, restockReturn } from '../application/settle-order.ts';
import { etagOfStock } from '../domain/stock-etag.ts';
import { viewReservation, viewStock } from './inventory-view.ts';

type InventoryHandlers = ServiceHandlers<typeof inventoryApi>;

/** What the inventory service answers; the log of events and dead letters are messaging's. */
export const inventoryHandlers = (ctx: InventoryContext, idempotent: Idempotent): InventoryHandlers => ({
  ...queries(ctx),
  ...merchantCommands(ctx, idempotent),
  ...sagaCommands(ctx),
  ...cartCommands(ctx),
});

const queries = ({ store }: InventoryContext) =>
  ({
    async getInventory({ identity, params }) {
      const stock = visibleStock(await store.findStock(params.productId), identity);
      return { body: viewStock(stock), etag: etagOfStock(stock) };
    },
    async listReservations({ identity, params, query }) {
      const { productId } = await ownStock(store, params.productId, identity);
      const { items, ...rest } = await store.listReservations({ productId, cursor: query.cursor, limit: query.limit });
      return { body: { items: items.map(viewReservation), ...rest } };
    },
    async readLedger({ identity, params, query }) {
      const { productId } = await ownStock(store, params.productId, identity);
      const { items, ...rest } = await store.listLedger({ productId, cursor: query.cursor, limit: query.limit });
      return { body: { items: [...items], ...rest } };
    },
  }) satisfies Partial<InventoryHandlers>;

const merchantCommands = (ctx: InventoryContext, idempotent: Idempotent) =>
  ({
    async updateInventory({ identity, idempotencyKey, ifMatch, params, body, req }) {
      const { productId } = params;
      const { quantityAvailable: onHand, note } = body;
      const adjust = (cause: string) => adjustStock(ctx, { identity, productId, onHand, note, ifMatch, cause });
      if (idempotencyKey === undefined) {
        const stock = await adjust(`adjust:${newId()}`);
        return { body: viewStock(stock), etag: etagOfStock(stock) };
      }
      const keyed = {
        userId: identity.userId,
        key: idempotencyKey,
        request: ['update', params, body, req.header('if-match')],
      };
      const reply = await idempotent(keyed, async (seed) => ({
        status: 200,
        body: { ...viewStock(await adjust(`adjust:${derivedId('adjust', seed)}`)) },
      }));
      return { ...reply, etag: storedEtag(reply.rawJson) };
    },
    reserveInventory({ identity, idempotencyKey, params, body }) {
      const { userId } = identity;
      const keyed = { userId, key: idempotencyKey, request: ['reserve', params, body] };
      return idempotent(keyed, async (seed) => {
        const reservationId = derivedId<ReservationId>('reservation', seed);
        const { quantity, minutes } = body;
        const command = { identity, reservationId, productId: params.productId, quantity, seconds: minutes * 60 };
        return { status: 201, body: viewReservation(await reserveByHand(ctx, command)) };
      });
    },
    releaseReservation: async ({ identity, params }) => ({
      body: viewReservation(await releaseByHand(ctx, params.reservationId, identity)),
    }),
  }) satisfies Partial<InventoryHandlers>;

/** An adjustment is made while nothing is overdue, so that its version says everything. */
const storedEtag = (rawJson = '{}') => etagOf((JSON.parse(rawJson) as { version: number }).version);

const sagaCommands = (ctx: InventoryContext) =>
  ({
    putOrderReservation: async ({ params, body }) => ({
      body: await reserveOrder(ctx, { orderId: params.orderId, ...body }),
    }),
    getOrderReservation: async ({ params }) => ({ body: await orderReservation(ctx, params.orderId) }),
    commitOrderReservation: async ({ params }) => ({ body: await commitOrder(ctx, params.orderId) }),
    releaseOrderReservation: async ({ params, body }) => ({
      body: await releaseOrder(ctx, params.orderId, body.reason),
    }),
    async restockReturn({ params, body }) {
      await restockReturn(ctx, { ...params, lines: body.lines });
      return {};
    },
  }) satisfies Partial<InventoryHandlers>;

const cartCommands = (ctx: InventoryContext) =>
  ({
    putCartHold: async ({ params, body }) => ({ body: await holdCart(ctx, { cartId: params.cartId, ...body }) }),
    moveCartHold: async ({ params, body: { toCartId, ...body } }) => ({
      body: await holdCart(ctx, { cartId: toCartId, fromCartId: params.cartId, ...body }),
    }),
    releaseCartHold: async ({ params, body }) => ({ body: await releaseCart(ctx, params.cartId, body.cartVersion) }),
  }) satisfies Partial<InventoryHandlers>;
