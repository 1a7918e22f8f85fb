import {
  cuttableUrl,
  directDapr,
  serviceEnvFor,
  startApp,
  testMongo,
  testMysql,
  testRedis,
  type TestStore,
} from '@arcade/testing';
import { createCarts } from '../../services/carts/src/app.ts';
import { Config as CartsConfig } from '../../services/carts/src/config.ts';
import { createInventory } from '../../services/inventory/src/app.ts';
import { Config as InventoryConfig } from '../../services/inventory/src/config.ts';
import { createOrders } from '../../services/orders/src/app.ts';
import { Config as OrdersConfig } from '../../services/orders/src/config.ts';
import { createPayments } from '../../services/payments/src/app.ts';
import { Config as PaymentsConfig } from '../../services/payments/src/config.ts';
import { createProducts } from '../../services/products/src/app.ts';
import { Config as ProductsConfig } from '../../services/products/src/config.ts';
import { createUsers } from '../../services/users/src/app.ts';
import { Config as UsersConfig } from '../../services/users/src/config.ts';

export interface CuttableService {
  readonly origin: string;
  /** Its stores are killed, as far as it can tell. */
  readonly cut: () => Promise<unknown>;
  readonly mend: () => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

type Created = Parameters<typeof startApp>[0];

async function serviceOver(
  stores: readonly TestStore[],
  create: (...urls: string[]) => Promise<Created>,
): Promise<CuttableService> {
  const ways = await Promise.all(stores.map(({ url }) => cuttableUrl(url)));
  const app = await startApp(await create(...ways.map(({ url }) => url)));
  return {
    origin: app.origin,
    cut: () => Promise.all(ways.map((way) => way.cut())),
    mend: () => Promise.all(ways.map((way) => way.mend())),
    async stop() {
      await app.stop();
      for (const way of ways) await way.stop();
      for (const store of stores) await store.drop();
    },
  };
}

/** No neighbour answers: what is asked of one is not under test. */
const overrides = { dapr: { ...directDapr({}, 'orders'), close: async () => {} } };
const shop = { PUBLIC_URL: 'http://shop.test' };
const sandbox = { SANDBOX_URL: 'http://127.0.0.1:9', SANDBOX_WEBHOOK_SECRET: 'a secret for webhooks' };

/** Starts each service with stores that can be cut. */
export const cuttableServices = {
  carts: async () =>
    serviceOver([await testMysql('outage_carts')], (MYSQL_URL) =>
      createCarts(CartsConfig.parse(serviceEnvFor({ MYSQL_URL })), overrides),
    ),
  inventory: async () =>
    serviceOver([await testMysql('outage_inventory')], (MYSQL_URL) =>
      createInventory(InventoryConfig.parse(serviceEnvFor({ MYSQL_URL })), overrides),
    ),
  orders: async () =>
    serviceOver([await testMysql('outage_orders')], (MYSQL_URL) =>
      createOrders(OrdersConfig.parse(serviceEnvFor({ MYSQL_URL })), overrides),
    ),
  payments: async () =>
    serviceOver([await testMysql('outage_payments')], (MYSQL_URL) =>
      createPayments(PaymentsConfig.parse(serviceEnvFor({ MYSQL_URL, ...shop, ...sandbox })), overrides),
    ),
  products: async () =>
    serviceOver([await testMongo('outage_products')], (MONGODB_URL) =>
      createProducts(ProductsConfig.parse(serviceEnvFor({ MONGODB_URL })), overrides),
    ),
  users: async () =>
    serviceOver([await testMongo('outage_users'), await testRedis()], (MONGODB_URL, REDIS_URL) => {
      const env = { MONGODB_URL, REDIS_URL, SMTP_URL: 'smtp://127.0.0.1:9', ...shop };
      return createUsers(UsersConfig.parse(serviceEnvFor(env)), overrides);
    }),
} as const;
