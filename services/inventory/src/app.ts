import { inventoryApi } from '@arcade/contracts';
import { createServiceApp, type ServiceOverrides } from '@arcade/messaging';
import { createMysqlMessaging, createMysqlRuntime } from '@arcade/messaging/mysql';
import { actorRoutes, createLoop, createReminders } from '@arcade/service-defaults';
import { createTimerWatch, nearSeconds } from './application/arm-timers.ts';
import { createAnnouncer } from './application/announce-stock.ts';
import { createCommandRunner } from './application/command-runner.ts';
import type { InventoryContext } from './application/inventory-context.ts';
import { sweepHolds, type SweepContext } from './application/sweep-holds.ts';
import type { Config } from './config.ts';
import { inventoryHandlers } from './http/inventory-routes.ts';
import { createDaprExpiryTimers, createHoldActor, holdActorType } from './messaging/dapr-expiry-timers.ts';
import { observeExpiry } from './messaging/expiry-metrics.ts';
import { subscriptions } from './messaging/subscriptions.ts';
import { migrations } from './persistence/migrations.ts';
import { createMysqlStockStore } from './persistence/mysql-stock-store.ts';
import { registerProduct } from './persistence/register-product.ts';
import { createProductResolving } from './persistence/resolve-products.ts';
import type { InventoryTables } from './persistence/tables.ts';

/** The inventory service, ready to be served. */
export async function createInventory(config: Config, overrides: ServiceOverrides = {}) {
  const runtime = await createMysqlRuntime<InventoryTables>('inventory', config, migrations, overrides);
  const { db, dapr, logger, failpoints } = runtime;
  const messaging = createMysqlMessaging({ ...runtime, subscriptions: subscriptions(registerProduct) });
  const sweeping: SweepContext = {
    store: createMysqlStockStore({
      db,
      appendEvents: (tx, events) => messaging.append(tx, ...events),
      onCommit: ({ events, levels }) => {
        if (events) messaging.nudge();
        if (levels) announcer.soon();
      },
    }),
    failpoints,
    sweepBatch: config.SWEEP_BATCH,
    onExpired: observeExpiry,
  };
  const { store } = sweeping;
  const announcer = createAnnouncer((...wish) => store.announce(...wish), config.ANNOUNCE_DELAY_MS, logger);
  const ctx: InventoryContext = {
    ...sweeping,
    commands: createCommandRunner(sweeping, { parallel: config.COMMANDS_PARALLEL, most: config.COMMANDS_TOGETHER }),
    timers: createDaprExpiryTimers(createReminders(dapr, holdActorType), logger),
    cartLimits: { maxSeconds: config.CART_HOLD_MAX_SECONDS, maxExtensions: config.CART_HOLD_MAX_EXTENSIONS },
    quotas: {
      cart: {
        guest: config.CART_HOLD_GUEST_UNITS,
        member: config.CART_HOLD_MEMBER_UNITS,
        buyer: config.CART_HOLD_BUYER_UNITS,
      },
      guestNetwork: config.CART_HOLD_GUEST_NETWORK_UNITS,
      guestsLeavePercent: config.CART_HOLD_GUESTS_LEAVE_PERCENT,
    },
    orderMaxSeconds: config.ORDER_HOLD_MAX_SECONDS,
  };
  return await createServiceApp(runtime, {
    api: inventoryApi,
    handlers: inventoryHandlers(ctx, runtime.idempotent),
    messaging,
    routers: [actorRoutes([createHoldActor(ctx)], logger)],
    background: [
      announcer,
      createLoop('hold timers', (nearSeconds / 2) * 1000, createTimerWatch(ctx), logger),
      createLoop('sweep-holds', config.SWEEP_INTERVAL_MS, () => sweepHolds(ctx), logger),
      createLoop('products to be resolved', 60_000, createProductResolving(db, dapr), logger),
      createLoop('forget-ended', 3_600_000, () => forgetOld(ctx, config.ENDED_HOLDS_DAYS), logger),
    ],
  });
}

const forgetBatch = 1000;
const forgetOld = async ({ store }: InventoryContext, days: number) =>
  (await store.forgetEnded(days, forgetBatch)) >= forgetBatch;
