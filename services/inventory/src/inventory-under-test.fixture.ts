import {
  inventoryApi,
  type CartId,
  type OrderId,
  type ProductId,
  type ProductStatus,
  type ReservationLine,
  type UserId,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import {
  call,
  countUnits,
  openService,
  registerProduct,
  stockedProduct,
  stockUp,
  type OpenServiceOptions,
  type StockedProduct,
} from '@arcade/testing';
import { violationsIn } from '../../../test/invariants/violations.ts';
import { createInventory } from './app.ts';
import { Config } from './config.ts';
import { endingSoon } from './persistence/lock-due.ts';

export type InventoryUnderTest = Awaited<ReturnType<typeof openInventory>>;

/** The service by itself, spoken to as its sidecar would; a test says what of its background work happens when. */
export async function openInventory(options: OpenServiceOptions = {}) {
  const inventory = await openService(
    'inventory',
    { Config, create: createInventory },
    { background: false, ...options },
  );
  const { query, db, origin } = inventory;
  return {
    ...inventory,
    endingSoon: (withinSeconds: number, since: Date | undefined) => endingSoon(db(), withinSeconds, since),
    ...commandsOf(origin),
    /** Makes holds overdue by the database's clock, as if time had passed. */
    async age(where: string, seconds: number): Promise<void> {
      for (const table of ['reservation', 'order_reservation', 'cart_hold']) {
        await query(`UPDATE ${table} SET expires_at = expires_at - INTERVAL ${seconds} SECOND
          WHERE ${table === 'reservation' ? 'status = "ACTIVE"' : 'expires_at IS NOT NULL'} AND ${where}`).catch(
          ignoreUnknownColumn,
        );
      }
    },
    /** Events in the order in which they were written. */
    async events(aggregateId: string) {
      const rows = await query<{ topic: string; aggregate_version: string; data: string }>(
        `SELECT topic, aggregate_version, data FROM outbox WHERE aggregate_id = '${aggregateId}' ORDER BY id`,
      );
      return rows.map(({ topic, aggregate_version, data }) => ({
        topic: topic.replace('inventory.', ''),
        version: Number(aggregate_version),
        data: JSON.parse(data) as Record<string, unknown>,
      }));
    },
    /** Ends it. @throws Error with what is wrong in the schema: tests that end well leave nothing. */
    async close() {
      const found = await violationsIn({ inventory: inventory.schema });
      await inventory.close();
      if (found.length > 0) throw new Error(found.join('\n'));
    },
  };
}

function ignoreUnknownColumn(error: unknown): void {
  if ((error as { errno?: number }).errno !== 1054) throw error;
}

function commandsOf(origin: string) {
  return {
    product: (units: number, merchantId = newId<UserId>()) => stockedProduct(origin, units, merchantId),
    register: (product: StockedProduct, version?: number, status?: ProductStatus) =>
      registerProduct(origin, product, version, status),
    setUnits: (product: StockedProduct, units: number) => stockUp(origin, product, units),
    adjust: (product: StockedProduct, units: number) => countUnits(origin, product, units),
    stock: async ({ productId }: { readonly productId: ProductId }) =>
      (await call(origin, inventoryApi.getInventory, { params: { productId } })).body,
    hold: (cartId: CartId, lines: readonly ReservationLine[], cartVersion = 1, ttlSeconds = 900) =>
      call(origin, inventoryApi.putCartHold, {
        caller: 'carts',
        params: { cartId },
        body: { lines: [...lines], cartVersion, ttlSeconds },
      }),
    move: (cartId: CartId, toCartId: CartId, lines: readonly ReservationLine[], cartVersion = 1) =>
      call(origin, inventoryApi.moveCartHold, {
        caller: 'carts',
        params: { cartId },
        body: { toCartId, lines: [...lines], cartVersion, ttlSeconds: 900 },
      }),
    releaseCart: (cartId: CartId, cartVersion: number) =>
      call(origin, inventoryApi.releaseCartHold, { caller: 'carts', params: { cartId }, body: { cartVersion } }),
    ...orderCommands(origin),
  };
}

const orderCommands = (origin: string) => ({
  reserve: (
    orderId: OrderId,
    lines: readonly ReservationLine[],
    cartId?: CartId,
    ttlSeconds = 900,
    cartVersion?: number,
  ) =>
    call(origin, inventoryApi.putOrderReservation, {
      caller: 'orders',
      params: { orderId },
      body: {
        lines: [...lines],
        ttlSeconds,
        ...(cartId === undefined ? {} : { cartId }),
        ...(cartVersion === undefined ? {} : { cartVersion }),
      },
    }),
  look: (orderId: OrderId) => call(origin, inventoryApi.getOrderReservation, { caller: 'orders', params: { orderId } }),
  commit: (orderId: OrderId) =>
    call(origin, inventoryApi.commitOrderReservation, { caller: 'orders', params: { orderId } }),
  release: (orderId: OrderId, reason = 'cancelled') =>
    call(origin, inventoryApi.releaseOrderReservation, { caller: 'orders', params: { orderId }, body: { reason } }),
  giveBack: (orderId: OrderId, returnId: string, lines: readonly ReservationLine[]) =>
    call(origin, inventoryApi.restockReturn, {
      caller: 'orders',
      params: { orderId, returnId },
      body: { lines: [...lines] },
    }),
});

export const newOrder = () => newId<OrderId>();
export const newCart = () => newId<CartId>();
export const some = ({ productId }: { readonly productId: ProductId }, quantity = 1): ReservationLine => ({
  productId,
  quantity,
});
