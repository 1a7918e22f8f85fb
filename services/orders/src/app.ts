import { OrdersAudited, ordersApi } from '@arcade/contracts';
import { auditOver } from '@arcade/messaging';
import { createMysqlMessaging, messagingMigrations } from '@arcade/messaging/mysql';
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
import {
  connectMysql,
  createMysqlIdempotent,
  forgetOldKeys,
  idempotencyMigration,
  migrate,
} from '@arcade/service-defaults/mysql';
import type { OrdersContext, OrderSettings } from './application/orders-context.ts';
import { reconcileOrders } from './application/reconcile-orders.ts';
import { runSaga } from './application/run-saga.ts';
import { createSagaDriver } from './application/saga-driver.ts';
import type { Config } from './config.ts';
import { daprNeighbours } from './http/dapr-neighbours.ts';
import { ordersHandlers } from './http/orders-routes.ts';
import { observeStuckSagas } from './messaging/saga-metrics.ts';
import { ordersSubscriptions } from './messaging/subscriptions.ts';
import { migrations } from './persistence/migrations.ts';
import { createMysqlOrderRepository } from './persistence/mysql-order-repository.ts';
import type { OrdersTables, OrdersTransaction } from './persistence/tables.ts';

/** The orders service, ready to be served. */
export async function createOrders(config: Config, overrides: { clock?: Clock; dapr?: Dapr } = {}) {
  const clock = overrides.clock ?? systemClock;
  const logger = createLogger('orders', config.LOG_LEVEL);
  const dapr = overrides.dapr ?? createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN });
  const failpoints = createFailpoints(config.ARCADE_FAILPOINTS);
  const settings = settingsOf(config);
  const db = connectMysql<OrdersTables>({ url: config.MYSQL_URL, poolSize: config.MYSQL_POOL_SIZE });
  await migrate(db, [idempotencyMigration, ...messagingMigrations, ...migrations]);

  const orders = createMysqlOrderRepository({
    db,
    append: (tx, ...events) => messaging.append(tx, ...events),
    onEvents: () => messaging.nudge(),
    graceMs: settings.graceMs,
  });
  const messaging = createMysqlMessaging<OrdersTables>({
    service: 'orders',
    db,
    dapr,
    logger,
    clock,
    failpoints,
    subscriptions: ordersSubscriptions<OrdersTransaction>(
      async (delivery, { orderId, eventId, lines = false }, decide) => {
        const stored = await orders.updateIn(delivery.tx, orderId, decide, eventId, { lines });
        // Not before: what was applied may still be rolled back, and another change get its version.
        if (stored !== undefined) delivery.afterCommit(() => driver.advance(orderId, stored));
      },
    ),
  });
  const driver = createSagaDriver({
    orders,
    run: (claimed) => runSaga(ctx, claimed),
    logger,
    concurrency: config.SAGA_CONCURRENCY,
    pollMs: config.SAGA_POLL_MS,
  });
  const ctx: OrdersContext = {
    orders,
    neighbours: daprNeighbours(dapr),
    advance: (orderId, known) => driver.advance(orderId, known),
    failpoints,
    logger,
    settings,
  };
  const reconcile = () =>
    reconcileOrders(ctx, {
      quietSeconds: config.RECONCILE_QUIET_SECONDS,
      lateSeconds: 60,
      alarmSeconds: config.SAGA_ALARM_SECONDS,
      batch: 200,
      onStuck: observeStuckSagas,
    });

  const verifyAssertion = await createAssertionVerifier(config.ASSERTION_PUBLIC_KEY);
  const handlers = {
    ...ordersHandlers(ctx, createMysqlIdempotent(db)),
    readOrderEvents: messaging.readEvents,
    listOrderDeadLetters: messaging.listDeadLetters,
    replayOrderDeadLetter: messaging.replayDeadLetter,
  };
  const audit = auditOver(messaging, OrdersAudited, { service: 'orders', logger, clock });
  const app = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [mount(ordersApi, handlers, { verifyAssertion, clock, audit }), messaging.routes],
    readiness: { mysql: () => orders.now() },
  });
  const background = [
    ...messaging.background,
    driver,
    createLoop('reconcile', config.RECONCILE_INTERVAL_SECONDS * 1000, reconcile, logger),
    createLoop('old-keys', 3_600_000, () => forgetOldKeys(db), logger),
  ];
  return { app, logger, background, close: [() => db.destroy(), () => dapr.close()] };
}

const settingsOf = (config: Config): OrderSettings => ({
  payMs: config.ORDER_PAY_MINUTES * 60_000,
  graceMs: config.ORDER_PAYMENT_GRACE_SECONDS * 1000,
  returnMs: config.ORDER_RETURN_DAYS * 86_400_000,
});
