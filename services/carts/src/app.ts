import { CartsAudited, cartsApi } from '@arcade/contracts';
import { auditOver } from '@arcade/messaging';
import { createMysqlMessaging, messagingMigrations } from '@arcade/messaging/mysql';
import {
  actorRoutes,
  createAssertionVerifier,
  createDapr,
  createFailpoints,
  createHttpApp,
  createLogger,
  createLoop,
  createReminders,
  mount,
  systemClock,
  type Clock,
  type Dapr,
  type Logger,
} from '@arcade/service-defaults';
import {
  connectMysql,
  createMysqlIdempotent,
  forgetOldKeys,
  idempotencyMigration,
  inTransaction,
  migrate,
} from '@arcade/service-defaults/mysql';
import type { CartsContext, CartSettings } from './application/carts-context.ts';
import { onIdleReminder, sweepIdleCarts, watchIdleCarts } from './application/expire-cart.ts';
import { reconcileHolds } from './application/reconcile-holds.ts';
import { resolveLeases } from './application/resolve-leases.ts';
import { tellCarts } from './application/tell-carts.ts';
import type { Config } from './config.ts';
import { eventOf } from './domain/cart-events.ts';
import { cartsHandlers } from './http/carts-routes.ts';
import { createNetworkHash } from './http/network-hash.ts';
import { daprNeighbours } from './http/dapr-neighbours.ts';
import { cartActor, cartActorType } from './messaging/cart-actor.ts';
import { countReconciled } from './messaging/hold-metrics.ts';
import { cartsSubscriptions } from './messaging/subscriptions.ts';
import { migrations } from './persistence/migrations.ts';
import { createMysqlCartRepository } from './persistence/mysql-cart-repository.ts';
import { announceCarts, createMysqlCartWrites } from './persistence/mysql-cart-writes.ts';
import { createMysqlPriceReplica } from './persistence/mysql-price-replica.ts';
import { createMysqlPromotionRepository } from './persistence/mysql-promotion-repository.ts';
import type { AppendEvent, AppendNews } from './persistence/append-news.ts';
import type { CartsDatabase, CartsTables } from './persistence/tables.ts';

/** The carts service, ready to be served. */
export async function createCarts(config: Config, overrides: { clock?: Clock; dapr?: Dapr } = {}) {
  const clock = overrides.clock ?? systemClock;
  const logger = createLogger('carts', config.LOG_LEVEL);
  const dapr = overrides.dapr ?? createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN });
  const db = connectMysql<CartsTables>({ url: config.MYSQL_URL });
  await migrate(db, [idempotencyMigration, ...messagingMigrations, ...migrations]);

  const { ctx, messaging, background } = compose({ config, clock, logger, dapr, db });
  const verifyAssertion = await createAssertionVerifier(config.ASSERTION_PUBLIC_KEY);
  const handlers = {
    ...cartsHandlers(ctx, createMysqlIdempotent(db), createNetworkHash(config.APP_API_TOKEN)),
    readCartEvents: messaging.readEvents,
    listCartDeadLetters: messaging.listDeadLetters,
    replayCartDeadLetter: messaging.replayDeadLetter,
  };
  const audit = auditOver(messaging, CartsAudited, { service: 'carts', logger, clock });
  const app = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [
      mount(cartsApi, handlers, { verifyAssertion, clock, audit }),
      messaging.routes,
      actorRoutes([cartActor((cartId) => onIdleReminder(ctx, cartId))], logger),
    ],
    readiness: { mysql: () => ctx.carts.now() },
  });
  return { app, logger, background, close: [() => db.destroy(), () => dapr.close()] };
}

interface Parts {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dapr: Dapr;
  readonly db: CartsDatabase;
}

function compose({ config, clock, logger, dapr, db }: Parts) {
  const settings = settingsOf(config);
  const failpoints = createFailpoints(config.ARCADE_FAILPOINTS);
  const idle = {
    userMs: settings.userIdleMs,
    guestMs: settings.guestIdleMs,
    holdGraceSeconds: settings.holdRetrySeconds,
    watchAfterMs: config.CART_WATCH_AFTER_SECONDS * 1000,
  };
  const append: AppendEvent = (tx, event) => messaging.append(tx, event);
  const appendNews: AppendNews = (tx, cart, news) => append(tx, eventOf(cart, news));
  const writing = { idle, appendNews, logger };
  const subscriptions = cartsSubscriptions(createMysqlCartWrites(writing), () => loops.news.nudge());
  const messaging = createMysqlMessaging({ service: 'carts', db, dapr, logger, clock, failpoints, subscriptions });
  const onNews = () => messaging.nudge();
  const onHoldsDue = () => loops.holds.nudge();
  const ctx: CartsContext = {
    carts: createMysqlCartRepository({ db, ...writing, onNews, onHoldsDue }),
    promotions: createMysqlPromotionRepository(db),
    replica: createMysqlPriceReplica(db),
    ...daprNeighbours(dapr, config.CART_HOLD_SECONDS),
    async announce(cartIds, reason) {
      await inTransaction(db, (tx) => announceCarts(tx, cartIds, reason, append));
      messaging.nudge();
    },
    onReconciled: countReconciled,
    reminders: createReminders(dapr, cartActorType),
    failpoints,
    logger,
    settings,
  };
  const loops = loopsOf(ctx, db, config.CART_SWEEP_MS);
  return { ctx, messaging, background: [...messaging.background, ...Object.values(loops)] };
}

function loopsOf(ctx: CartsContext, db: CartsDatabase, sweepMs: number) {
  const loop = (name: string, intervalMs: number, work: () => Promise<boolean>) =>
    createLoop(name, intervalMs, work, ctx.logger);
  return {
    holds: loop('holds', sweepMs, () => reconcileHolds(ctx)),
    news: loop('product-news', sweepMs, () => tellCarts(ctx)),
    leases: loop('leases', sweepMs, () => resolveLeases(ctx)),
    watches: loop('cart-reminders', sweepMs * 4, () => watchIdleCarts(ctx)),
    idle: loop('idle-carts', sweepMs * 4, () => sweepIdleCarts(ctx)),
    old: loop('old-carts', hour, () => ctx.carts.forgetOld(200)),
    keys: loop('old-keys', hour, () => forgetOldKeys(db)),
  };
}

const hour = 3_600_000;

const settingsOf = (config: Config): CartSettings => ({
  leaseMs: config.CART_CHECKOUT_SECONDS * 1000,
  userIdleMs: config.CART_IDLE_SECONDS * 1000,
  guestIdleMs: config.CART_GUEST_IDLE_SECONDS * 1000,
  holdRetrySeconds: config.CART_HOLD_RETRY_SECONDS,
  mergePolicy: config.CART_MERGE_POLICY,
  shippingRates: config.SHIPPING_RATES,
  shopCurrency: config.SHOP_CURRENCY,
});
