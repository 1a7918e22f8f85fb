import { PaymentsAudited, ordersApi, paymentsApi } from '@arcade/contracts';
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
  inTransaction,
  migrate,
  pingMysql,
} from '@arcade/service-defaults/mysql';
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
export async function createPayments(config: Config, overrides: { clock?: Clock; dapr?: Dapr } = {}) {
  const clock = overrides.clock ?? systemClock;
  const logger = createLogger('payments', config.LOG_LEVEL);
  const dapr = overrides.dapr ?? createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN });
  const failpoints = createFailpoints(config.ARCADE_FAILPOINTS);
  const db = connectMysql<PaymentsTables>({ url: config.MYSQL_URL });
  await migrate(db, [idempotencyMigration, ...messagingMigrations, ...migrations]);
  const messaging = createMysqlMessaging<PaymentsTables>({ service: 'payments', db, dapr, logger, clock, failpoints });
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
  const verifyAssertion = await createAssertionVerifier(config.ASSERTION_PUBLIC_KEY);
  const handlers = {
    ...paymentsHandlers(ctx, createMysqlIdempotent(db)),
    readPaymentEvents: messaging.readEvents,
  };
  const audit = auditOver(messaging, PaymentsAudited, { service: 'payments', logger, clock });
  const app = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [mount(paymentsApi, handlers, { verifyAssertion, clock, audit }), messaging.routes],
    readiness: { mysql: () => pingMysql(db) },
  });
  const background = [
    ...messaging.background,
    createLoop('reconcile', config.RECONCILE_INTERVAL_SECONDS * 1000, reconcile, logger),
    createLoop('old-keys', 3_600_000, () => forgetOldKeys(db), logger),
    createLoop('old-events', 3_600_000, () => forgetOldEvents(db), logger),
  ];
  return { app, logger, background, close: [() => db.destroy(), () => dapr.close()] };
}
