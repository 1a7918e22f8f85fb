import { cartsApi } from '@arcade/contracts';
import { createServiceApp, type ServiceOverrides } from '@arcade/messaging';
import { createMysqlMessaging, createMysqlRuntime, type MysqlRuntime } from '@arcade/messaging/mysql';
import { actorRoutes, createLoop, createReminders } from '@arcade/service-defaults';
import type { CartsContext, CartSettings } from './application/carts-context.ts';
import { onIdleReminder, sweepIdleCarts, watchIdleCarts } from './application/expire-cart.ts';
import { reconcileHolds } from './application/reconcile-holds.ts';
import { resolveLeases } from './application/resolve-leases.ts';
import { tellCarts } from './application/tell-carts.ts';
import type { Config } from './config.ts';
import { cartsHandlers } from './http/carts-routes.ts';
import { createNetworkHash } from './http/network-hash.ts';
import { daprNeighbours } from './http/dapr-neighbours.ts';
import { cartActor, cartActorType } from './messaging/cart-actor.ts';
import { countReconciled } from './messaging/hold-metrics.ts';
import { cartsSubscriptions } from './messaging/subscriptions.ts';
import { migrations } from './persistence/migrations.ts';
import { createMysqlCartRepository } from './persistence/mysql-cart-repository.ts';
import { createMysqlPriceReplica } from './persistence/mysql-price-replica.ts';
import { createMysqlPromotionRepository } from './persistence/mysql-promotion-repository.ts';
import type { CartsTables } from './persistence/tables.ts';

/** The carts service, ready to be served. */
export async function createCarts(config: Config, overrides: ServiceOverrides = {}) {
  const runtime = await createMysqlRuntime<CartsTables>('carts', config, migrations, overrides);
  const { ctx, messaging, background } = compose(runtime, config);
  return await createServiceApp(runtime, {
    api: cartsApi,
    handlers: cartsHandlers(ctx, runtime.idempotent, createNetworkHash(config.APP_API_TOKEN)),
    messaging,
    routers: [actorRoutes([cartActor((cartId) => onIdleReminder(ctx, cartId))], runtime.logger)],
    background,
  });
}

function compose(runtime: MysqlRuntime<CartsTables>, config: Config) {
  const { db, dapr, logger, failpoints } = runtime;
  const settings = settingsOf(config);
  const carts = createMysqlCartRepository({
    db,
    times: {
      ...settings,
      holdGraceSeconds: settings.holdRetrySeconds,
      watchAfterMs: config.CART_WATCH_AFTER_SECONDS * 1000,
    },
    append: (tx, ...events) => messaging.append(tx, ...events),
    logger,
    onNews: () => messaging.nudge(),
    onHoldsDue: () => loops.holds.nudge(),
  });
  const replica = createMysqlPriceReplica(db);
  const subscriptions = cartsSubscriptions({ ...carts, ...replica }, () => loops.news.nudge());
  const messaging = createMysqlMessaging({ ...runtime, subscriptions });
  const ctx: CartsContext = {
    carts,
    promotions: createMysqlPromotionRepository(db),
    replica,
    ...daprNeighbours(dapr, config.CART_HOLD_SECONDS),
    onReconciled: countReconciled,
    reminders: createReminders(dapr, cartActorType),
    failpoints,
    logger,
    settings,
  };
  const loops = loopsOf(ctx, config.CART_SWEEP_MS);
  return { ctx, messaging, background: Object.values(loops) };
}

function loopsOf(ctx: CartsContext, sweepMs: number) {
  const loop = (name: string, intervalMs: number, work: () => Promise<boolean>) =>
    createLoop(name, intervalMs, work, ctx.logger);
  return {
    holds: loop('holds', sweepMs, () => reconcileHolds(ctx)),
    news: loop('product-news', sweepMs, () => tellCarts(ctx)),
    leases: loop('leases', sweepMs, () => resolveLeases(ctx)),
    watches: loop('cart-reminders', sweepMs * 4, () => watchIdleCarts(ctx)),
    idle: loop('idle-carts', sweepMs * 4, () => sweepIdleCarts(ctx)),
    old: loop('old-carts', 3_600_000, () => ctx.carts.forgetOld(200)),
  };
}

const settingsOf = (config: Config): CartSettings => ({
  leaseMs: config.CART_CHECKOUT_SECONDS * 1000,
  userIdleMs: config.CART_IDLE_SECONDS * 1000,
  guestIdleMs: config.CART_GUEST_IDLE_SECONDS * 1000,
  holdRetrySeconds: config.CART_HOLD_RETRY_SECONDS,
  mergePolicy: config.CART_MERGE_POLICY,
  shippingRates: config.SHIPPING_RATES,
  shopCurrency: config.SHOP_CURRENCY,
});
