import {
  inventoryApi,
  ProductCreated,
  type CartId,
  type EventId,
  type OrderId,
  type ProductId,
  type ProductStatus,
  type ReservationLine,
  type UserId,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMysql } from '@arcade/service-defaults/mysql';
import { call, deliver, directDapr, serviceEnvFor, startApp, testMysql } from '@arcade/testing';
import { sql } from 'kysely';
import { inventoryInvariants } from '../../../test/invariants/inventory.ts';
import { createInventory } from './app.ts';
import { Config } from './config.ts';
import { endingSoon } from './persistence/lock-due.ts';
import type { InventoryTables } from './persistence/tables.ts';

export type InventoryUnderTest = Awaited<ReturnType<typeof openInventory>>;

export interface TestProduct {
  readonly productId: ProductId;
  readonly merchantId: UserId;
}

interface OpenOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether sweeper, announcer and relay run; off, so that a test says what happens when. */
  readonly background?: boolean;
  /** Without one every call of it fails, as when it is down. */
  readonly sidecar?: boolean;
}

/** The service with a schema of its own, spoken to as its sidecar would. */
export async function openInventory({ settings = {}, background = false, sidecar = true }: OpenOptions = {}) {
  const store = await testMysql('inventory');
  const origins: { inventory?: string; products?: string } = {};
  const dapr = directDapr(origins, 'inventory');
  const config = Config.parse(serviceEnvFor({ MYSQL_URL: store.url, ...settings }));
  const inventory = await createInventory(config, sidecar ? { dapr } : {});
  const app = await startApp(inventory, { background });
  origins.inventory = app.origin;
  const db = connectMysql<InventoryTables>({ url: store.url, poolSize: 4 });
  const schema = new URL(store.url).pathname.slice(1);
  const query = async <Row>(text: string) => (await sql.raw<Row>(text).execute(db)).rows;
  const violations = async () => {
    const found: string[] = [];
    for (const { name, sql: text } of inventoryInvariants(schema)) {
      const rows = await query(text);
      if (rows.length > 0) found.push(`${name}: ${JSON.stringify(rows)}`);
    }
    return found;
  };
  return {
    app,
    origin: app.origin,
    dapr,
    origins,
    query,
    endingSoon: (withinSeconds: number, since: Date | undefined) => endingSoon(db, withinSeconds, since),
    ...commandsOf(app.origin),
    /** Another process of the service on the same schema, its background work running. */
    replica: async () => await startApp(await createInventory(config, { dapr: directDapr(origins, 'inventory') })),
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
      const found = await violations();
      await app.stop();
      await db.destroy();
      await store.drop();
      if (found.length > 0) throw new Error(found.join('\n'));
    },
  };
}

function ignoreUnknownColumn(error: unknown): void {
  if ((error as { errno?: number }).errno !== 1054) throw error;
}

function commandsOf(origin: string) {
  return {
    async product(units: number, merchantId = newId<UserId>()): Promise<TestProduct> {
      const productId = newId<ProductId>();
      await registerProduct(origin, { productId, merchantId });
      if (units > 0) await setUnits(origin, { productId, merchantId }, units);
      return { productId, merchantId };
    },
    register: (product: TestProduct, version?: number, status?: ProductStatus) =>
      registerProduct(origin, product, version, status),
    setUnits: (product: TestProduct, units: number) => setUnits(origin, product, units),
    adjust: (product: TestProduct, units: number) => adjust(origin, product, units),
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

const adjust = (origin: string, { productId, merchantId }: TestProduct, quantityAvailable: number) =>
  call(origin, inventoryApi.updateInventory, {
    identity: { userId: merchantId, roles: ['merchant'] },
    params: { productId },
    ifMatch: '*',
    body: { quantityAvailable },
  });

async function setUnits(origin: string, product: TestProduct, units: number) {
  const { status, text } = await adjust(origin, product, units);
  if (status !== 200) throw new Error(text);
}

/** Tells inventory of a product, as the sidecar delivers it. */
async function registerProduct(
  origin: string,
  { productId, merchantId }: TestProduct,
  version = 1,
  status: ProductStatus = 'approved',
) {
  const eventId = newId<EventId>();
  const data = {
    productId,
    merchantId,
    name: 'Chair',
    price: { amount: 1000, currencyCode: 'USD' },
    status,
    categories: [],
    imageUrl: null,
    eventId,
    aggregateId: productId,
    aggregateVersion: version,
    occurredAt: new Date().toISOString(),
  };
  const { topic, type } = ProductCreated;
  const event = { specversion: '1.0', id: eventId, source: 'products', type, subject: productId, data } as const;
  const { outcome } = await deliver(origin, { topic, event });
  if (outcome !== 'SUCCESS') throw new Error(`inventory answered ${outcome}`);
}
