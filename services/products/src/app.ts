import { ProductsAudited, productsApi } from '@arcade/contracts';
import { auditOver } from '@arcade/messaging';
import { createMongoMessaging } from '@arcade/messaging/mongo';
import {
  createAssertionVerifier,
  createDapr,
  createFailpoints,
  createHttpApp,
  createLogger,
  createLoop,
  mount,
  systemClock,
  type Clock,
  type Dapr,
} from '@arcade/service-defaults';
import { connectMongo } from '@arcade/service-defaults/mongo';
import type { Config } from './config.ts';
import { createImageSweep } from './images/sweep-images.ts';
import { createModels } from './mongo-models.ts';
import { createMongoReplicas } from './mongo-replicas.ts';
import { createProductsContext } from './products-context.ts';
import { productCollection } from './products/mongo-product-model.ts';
import { createNameOrder } from './products/name-order.ts';
import { createNamePlacing } from './products/place-names.ts';
import { createMongoPurchases } from './reviews/mongo-purchases.ts';
import { productsRoutes } from './routes/products-routes.ts';
import { productSubscriptions } from './subscriptions.ts';

/** The products service, ready to be served. */
export async function createProducts(config: Config, overrides: { clock?: Clock; dapr?: Dapr } = {}) {
  const { clock = systemClock } = overrides;
  const logger = createLogger('products', config.LOG_LEVEL);
  const dapr = overrides.dapr ?? createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN });
  const connection = await connectMongo(config.MONGODB_URL);
  const failpoints = createFailpoints(config.ARCADE_FAILPOINTS);
  const models = await createModels(connection);
  const messaging = await createMongoMessaging({
    service: 'products',
    connection,
    collections: [productCollection],
    subscriptions: productSubscriptions(createMongoReplicas(models), createMongoPurchases(models)),
    dapr,
    logger,
    clock,
    failpoints,
  });
  const names = createNameOrder();
  const ctx = await createProductsContext(config, { connection, models, messaging, names, clock, failpoints });
  const verifyAssertion = await createAssertionVerifier(config.ASSERTION_PUBLIC_KEY);
  const handlers = {
    ...productsRoutes(ctx),
    readProductEvents: messaging.readEvents,
    listProductDeadLetters: messaging.listDeadLetters,
    replayProductDeadLetter: messaging.replayDeadLetter,
  };
  const audit = auditOver(messaging, ProductsAudited, { service: 'products', logger, clock });
  const app = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [messaging.routes, mount(productsApi, handlers, { verifyAssertion, clock, audit })],
    readiness: { mongodb: async () => await connection.db?.command({ ping: 1 }) },
  });
  return {
    app,
    logger,
    background: [
      ...messaging.background,
      createLoop('names to be placed', 3_600_000, createNamePlacing(models.products, names), logger),
      createLoop('photos without a product', 3_600_000, createImageSweep(ctx.images, ctx.products, clock), logger),
    ],
    close: [() => connection.close(), () => dapr.close()],
  };
}
