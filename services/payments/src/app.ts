import { ordersApi, paymentsApi } from '@arcade/contracts';
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
import { Counter } from 'prom-client';
import type { PaymentsContext } from './application/payments-context.ts';
import { createReconciliation } from './application/reconcile-payments.ts';
import type { Config } from './config.ts';
import { paymentsHandlers } from './http/payments-routes.ts';
import { createMysqlAccountRepository } from './persistence/mysql-account-repository.ts';
import { createMysqlProviderInbox } from './persistence/mysql-provider-inbox.ts';
import type { PaymentsTables } from './persistence/tables.ts';
import { paymentProviderOf } from './providers/payment-provider-of.ts';
import { appendEvent, connect, idempotentOf, inTransaction, migrate } from './scratch/stub-messaging.ts';

export async function createPayments(config: Config, overrides: { clock?: Clock; dapr?: Dapr } = {}) {
  const clock = overrides.clock ?? systemClock;
  const logger = createLogger('payments', config.LOG_LEVEL);
  const dapr = overrides.dapr ?? createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN });
  const db = connect<PaymentsTables>(config.MYSQL_URL);
  await migrate(db);
  const ctx: PaymentsContext = {
    accounts: createMysqlAccountRepository({
      db,
      inTransaction: inTransaction(db) as never,
      appendEvent,
      onEvents: () => {},
      maxAttempts: config.PAYMENT_MAX_ATTEMPTS,
    }),
    inbox: createMysqlProviderInbox(db),
    provider: paymentProviderOf(config, clock),
    payableOrder: (orderId) => dapr.invoke(ordersApi.getPayableOrder, { params: { orderId } }),
    failpoints: createFailpoints(config.ARCADE_FAILPOINTS),
    clock,
    logger,
    onOrphanCapture: () => {},
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
    ...paymentsHandlers(ctx, idempotentOf(db)),
    readPaymentEvents: async () => ({ body: { items: [], lastSeq: 0 } }),
  };
  const app = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [mount(paymentsApi, handlers as never, { verifyAssertion, clock })],
  });
  return {
    app,
    ctx,
    db,
    reconcile,
    background: [createLoop('reconcile', config.RECONCILE_INTERVAL_SECONDS * 1000, reconcile, logger)],
    close: [() => db.destroy(), () => dapr.close()],
  };
}
