import type { OrderId } from '@arcade/contracts';
import { createInventory } from '@arcade/inventory/app';
import { Config as InventoryConfig } from '@arcade/inventory/config';
import { createPayments } from '@arcade/payments/app';
import { Config as PaymentsConfig } from '@arcade/payments/config';
import { createSandbox } from '@arcade/payment-sandbox';
import type { Dapr } from '@arcade/service-defaults';
import { connectMysql } from '@arcade/service-defaults/mysql';
import { deliver, directDapr, freePort, serviceEnvFor, startApp, testMysql, type StartedApp } from '@arcade/testing';
import { sql } from 'kysely';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inventoryInvariants } from '../../../test/invariants/inventory.ts';
import {
  refundLineInvariants,
  reversalInvariants,
  reversalPeerInvariants,
} from '../../../test/invariants/line-account.ts';
import { orderInvariants, quietOrderInvariants } from '../../../test/invariants/orders.ts';
import { paymentInvariants } from '../../../test/invariants/payments.ts';
import { purchaseInvariants } from '../../../test/invariants/purchase.ts';
import { createOrders } from './app.ts';
import { startCarts } from './carts-peer.fixture.ts';
import { Config } from './config.ts';
import { peopleOf } from './shop-people.fixture.ts';

export type Shop = Awaited<ReturnType<typeof openShop>>;
type Settings = Readonly<Record<string, string>>;

/** Whom events reach at the moment; a broker that is down loses them, those too that have to come again. */
export interface Broker {
  down: boolean;
  readonly published: {
    readonly topic: string;
    readonly from: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

/** Orders, inventory and payments for real, with the payment sandbox and no sidecars between; carts as the contract says. */
export async function openShop(settings: Settings = {}) {
  const stores = {
    orders: await testMysql('orders'),
    inventory: await testMysql('inventory'),
    payments: await testMysql('payments'),
  };
  const schemas = {
    orders: schemaOf(stores.orders.url),
    inventory: schemaOf(stores.inventory.url),
    payments: schemaOf(stores.payments.url),
  };
  const dataDir = await mkdtemp(join(tmpdir(), 'orders-sandbox-'));
  const carts = await startCarts();
  const origins: Record<string, string> = { carts: carts.origin };
  const broker: Broker = { down: false, published: [] };
  const daprOf = (service: 'orders' | 'inventory' | 'payments') => withBroker(service, origins, broker);

  const [sandboxPort, paymentsPort] = [await freePort(), await freePort()];
  const secret = 'sandbox-webhook-secret';
  const provider = await createSandbox({
    PORT: sandboxPort,
    HOST: '127.0.0.1',
    SANDBOX_DATA_DIR: dataDir,
    SANDBOX_WEBHOOK_SECRET: secret,
  });
  const sandbox = await startApp({ app: provider.app }, { port: sandboxPort });
  const inventory = await startApp(
    await createInventory(InventoryConfig.parse(serviceEnvFor({ MYSQL_URL: stores.inventory.url, ...settings })), {
      dapr: daprOf('inventory'),
    }),
  );
  const startPayments = async (more: Settings = {}) => {
    const env = {
      MYSQL_URL: stores.payments.url,
      PUBLIC_URL: 'http://localhost:8080',
      SANDBOX_URL: sandbox.origin,
      SANDBOX_WEBHOOK_SECRET: secret,
      RECONCILE_INTERVAL_SECONDS: '1',
      RECONCILE_QUIET_SECONDS: '1',
      PROVIDER_TIMEOUT_MS: '4000',
      ...settings,
      ...more,
    };
    const created = await createPayments(PaymentsConfig.parse(serviceEnvFor(env)), { dapr: daprOf('payments') });
    return await startApp(created, { port: paymentsPort });
  };
  let payments = await startPayments();
  origins['inventory'] = inventory.origin;
  origins['payments'] = payments.origin;

  const startOrders = async (more: Settings = {}, background = true) => {
    const config = Config.parse(serviceEnvFor({ MYSQL_URL: stores.orders.url, ...settings, ...more }));
    const app = await startApp(await createOrders(config, { dapr: daprOf('orders') }), { background });
    origins['orders'] = app.origin;
    return app;
  };
  let orders: StartedApp = await startOrders();
  const db = connectMysql<never>({ url: stores.orders.url, poolSize: 2 });
  const query = async <Row>(text: string) => (await sql.raw<Row>(text).execute(db)).rows;
  const origin = () => origins['orders'] ?? '';

  return {
    broker,
    carts,
    origins,
    query,
    provider,
    stores,
    schemas,
    ...peopleOf(origin, origins, carts),
    /** Replaces the running orders service; the old one just stops. */
    async restartOrders(more: Settings = {}, background = true) {
      await orders.stop();
      orders = await startOrders(more, background);
    },
    /** Another replica beside the running one; requests go to it from now on. */
    startOrders,
    stopOrders: () => orders.stop(),
    async stopPayments() {
      await payments.stop();
    },
    async startPayments() {
      payments = await startPayments();
    },
    /** A statement of somebody who may write in every service's schema. */
    async admin(text: string) {
      const everything = connectMysql<never>({ url: process.env['ARCADE_MYSQL_URL'] ?? '', poolSize: 1 });
      await sql
        .raw(text)
        .execute(everything)
        .finally(() => everything.destroy());
    },
    violations: () => violationsOf(stores, schemas),
    events: (orderId: OrderId) => broker.published.filter(({ data }) => data['orderId'] === orderId),
    async close() {
      broker.down = true;
      for (const app of [orders, payments, inventory, carts, sandbox]) await app.stop();
      await provider.close();
      await db.destroy();
      for (const store of Object.values(stores)) await store.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const schemaOf = (url: string) => new URL(url).pathname.slice(1);

const againMs = 20;

/** Hands each published event to whoever subscribes to it, a moment later and until it is taken, as a broker would. */
function withBroker(
  service: 'orders' | 'inventory' | 'payments',
  origins: Record<string, string>,
  broker: Broker,
): Dapr {
  const dapr = directDapr(origins, service);
  const subscriber = { payments: 'orders', inventory: 'orders', orders: undefined }[service];
  return {
    ...dapr,
    async publish(topic, event) {
      broker.published.push({ topic, from: service, data: event.data as Record<string, unknown> });
      if (subscriber === undefined) return;
      const bring = async () => {
        const to = origins[subscriber];
        if (broker.down || to === undefined) return;
        const { outcome } = await deliver(to, { topic, event }).catch(() => ({ outcome: 'RETRY' }));
        if (outcome === 'RETRY') setTimeout(bring, againMs);
      };
      if (!broker.down) setTimeout(bring, 1);
    },
  };
}

/** Every invariant of the purchase that does not hold. */
async function violationsOf(
  stores: Record<'orders' | 'inventory' | 'payments', { readonly url: string }>,
  schemas: Record<'orders' | 'inventory' | 'payments', string>,
): Promise<readonly string[]> {
  const found: string[] = [];
  const check = async (url: string, invariants: readonly { name: string; sql: string }[]) => {
    const db = connectMysql<never>({ url, poolSize: 1 });
    for (const { name, sql: text } of invariants) {
      const { rows } = await sql.raw(text).execute(db);
      if (rows.length > 0) found.push(`${name}: ${JSON.stringify(rows)}`);
    }
    await db.destroy();
  };
  const { orders, inventory, payments } = schemas;
  const ofOrders = [...orderInvariants(orders), ...reversalInvariants(orders), ...quietOrderInvariants(orders)];
  await check(stores.orders.url, ofOrders);
  await check(stores.inventory.url, inventoryInvariants(inventory));
  await check(stores.payments.url, [...paymentInvariants(payments), ...refundLineInvariants(payments)]);
  // Only an administrator sees all schemas at once.
  const schemaNames = { orders, inventory, payments };
  const between = [...purchaseInvariants(schemaNames), ...reversalPeerInvariants(schemaNames)];
  await check(process.env['ARCADE_MYSQL_URL'] ?? '', between);
  return found;
}
