import { ordersApi, paymentsApi } from '@arcade/contracts';
import { createServiceApp, type ServiceOverrides } from '@arcade/messaging';
import { createMysqlMessaging, createMysqlRuntime } from '@arcade/messaging/mysql';
import { createLoop } from '@arcade/service-defaults';
import { inTransaction } from '@arcade/service-defaults/mysql';
import type { PaymentsContext } from './application/payments-context.ts';
import { createReconciliation } from './application/reconcile-payments.ts';
import type { Config } from './config.ts';
import { paymentsHandlers } from './http/payments-routes.ts';
import { countOrphan, countUnread, showOverdue } from './messaging/payment-metrics.ts';
import { migrations } from './persistence/migrations.ts';
import { createMysqlAccountRepository } from './persistence/mysql-account-repository.ts';
import { createMysqlProviderInbox, forgetOldEvents } from './persistence/mysql-provider-inbox.ts';
import { createMysqlUnreadWebhooks } from './persistence/mysql-unread-webhooks.ts';
import type { PaymentsTables } from './persistence/tables.ts';
import { paymentProviderOf } from './providers/payment-provider-of.ts';

/** The payments service, ready to be served. */
export async function createPayments(config: Config, overrides: ServiceOverrides = {}) {
  const runtime = await createMysqlRuntime<PaymentsTables>('payments', config, migrations, overrides);
  const { db, dapr, clock, logger, failpoints } = runtime;
  const messaging = createMysqlMessaging(runtime);
  const ctx: PaymentsContext = {
    accounts: createMysqlAccountRepository({
      db,
      inTransaction: (work) => inTransaction(db, work),
      appendEvent: (tx, event, cause) =>
        messaging.append(tx, { ...event, ...(cause === undefined ? {} : { causationId: cause }) }),
      onEvents: () => messaging.nudge(),
      maxAttempts: config.PAYMENT_MAX_ATTEMPTS,
    }),
    inbox: createMysqlProviderInbox(db),
    unread: createMysqlUnreadWebhooks(db),
    provider: paymentProviderOf(config, clock),
    payableOrder: (orderId) => dapr.invoke(ordersApi.getPayableOrder, { params: { orderId } }),
    failpoints,
    clock,
    logger,
    onUnread: countUnread,
    onOrphan: countOrphan,
    onOverdue: showOverdue,
    publicUrl: config.PUBLIC_URL,
    maxAttempts: config.PAYMENT_MAX_ATTEMPTS,
    refreshSeconds: config.PAYMENT_REFRESH_SECONDS,
    giveUpSeconds: config.PAYMENT_GIVE_UP_SECONDS,
  };
  const reconcile = createReconciliation(ctx, {
    windowSeconds: config.RECONCILE_WINDOW_SECONDS,
    quietSeconds: config.RECONCILE_QUIET_SECONDS,
    batch: 200,
  });
  return await createServiceApp(runtime, {
    api: paymentsApi,
    handlers: paymentsHandlers(ctx, runtime.idempotent),
    messaging,
    background: [
      createLoop('reconcile', config.RECONCILE_INTERVAL_SECONDS * 1000, reconcile, logger),
      createLoop('old-events', 3_600_000, () => forgetOldEvents(db), logger),
    ],
  });
}
