import { ordersApi } from '@arcade/contracts';
import { createServiceApp, type ServiceOverrides } from '@arcade/messaging';
import { createMysqlMessaging, createMysqlRuntime } from '@arcade/messaging/mysql';
import { createLoop } from '@arcade/service-defaults';
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
export async function createOrders(config: Config, overrides: ServiceOverrides = {}) {
  const runtime = await createMysqlRuntime<OrdersTables>('orders', config, migrations, overrides);
  const { db, dapr, logger, failpoints } = runtime;
  const settings = settingsOf(config);
  const orders = createMysqlOrderRepository({
    db,
    append: (tx, ...events) => messaging.append(tx, ...events),
    onEvents: () => messaging.nudge(),
    graceMs: settings.graceMs,
  });
  const messaging = createMysqlMessaging({
    ...runtime,
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

  return await createServiceApp(runtime, {
    api: ordersApi,
    handlers: ordersHandlers(ctx, runtime.idempotent),
    messaging,
    background: [driver, createLoop('reconcile', config.RECONCILE_INTERVAL_SECONDS * 1000, reconcile, logger)],
  });
}

const settingsOf = (config: Config): OrderSettings => ({
  payMs: config.ORDER_PAY_MINUTES * 60_000,
  graceMs: config.ORDER_PAYMENT_GRACE_SECONDS * 1000,
  returnMs: config.ORDER_RETURN_DAYS * 86_400_000,
});
