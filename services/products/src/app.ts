import { productsApi } from '@arcade/contracts';
import { createServiceApp, type ServiceOverrides } from '@arcade/messaging';
import { createMongoMessaging, createMongoRuntime } from '@arcade/messaging/mongo';
import { createLoop } from '@arcade/service-defaults';
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
export async function createProducts(config: Config, overrides: ServiceOverrides = {}) {
  const runtime = await createMongoRuntime('products', config, overrides);
  const { connection, logger, clock } = runtime;
  const models = await createModels(connection);
  const messaging = await createMongoMessaging({
    ...runtime,
    collections: [productCollection],
    subscriptions: productSubscriptions(createMongoReplicas(models), createMongoPurchases(models)),
  });
  const names = createNameOrder();
  const ctx = await createProductsContext(config, { ...runtime, models, messaging, names });
  return await createServiceApp(runtime, {
    api: productsApi,
    handlers: productsRoutes(ctx),
    messaging,
    background: [
      createLoop('names to be placed', 3_600_000, createNamePlacing(models.products, names), logger),
      createLoop('photos without a product', 3_600_000, createImageSweep(ctx.images, ctx.products, clock), logger),
    ],
  });
}
