import { paymentsApi, type OrderId, type RefundReason } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMysql } from '@arcade/service-defaults/mysql';
import { call, directDapr, eventually, serviceEnvFor, startApp, testMysql } from '@arcade/testing';
import { sql } from 'kysely';
import { refundLineInvariants } from '../../../test/invariants/line-account.ts';
import { paymentInvariants } from '../../../test/invariants/payments.ts';
import { createPayments } from './app.ts';
import { Config } from './config.ts';
import { startOrders, total, type PlacedOrder } from './orders-peer.fixture.ts';
import { startSandbox, webhookSecret } from './sandbox-peer.fixture.ts';

export type PaymentsUnderTest = Awaited<ReturnType<typeof openPayments>>;

/** The settings of a service whose passes are short. Longer than the sandbox takes at its slowest, but for `tok_timeout`. */
export const settingsFor = (mysqlUrl: string, sandboxUrl: string) => ({
  MYSQL_URL: mysqlUrl,
  PUBLIC_URL: 'http://shop.test',
  SANDBOX_URL: sandboxUrl,
  SANDBOX_WEBHOOK_SECRET: webhookSecret,
  PROVIDER_TIMEOUT_MS: '4000',
  PAYMENT_REFRESH_SECONDS: '0.05',
  RECONCILE_INTERVAL_SECONDS: '1',
  RECONCILE_QUIET_SECONDS: '1',
});

/** The service with a schema of its own and a real provider's server; no sidecars between. */
export async function openPayments(settings: Readonly<Record<string, string>> = {}) {
  const store = await testMysql('payments');
  const orders = await startOrders();
  let origin: string | undefined;
  /** Whether the provider's webhooks arrive. */
  const webhooks = { arrive: true };
  const provider = await startSandbox(() => (webhooks.arrive ? origin : undefined));
  const dapr = directDapr({ orders: orders.origin }, 'payments');
  const config = Config.parse(serviceEnvFor({ ...settingsFor(store.url, provider.origin), ...settings }));
  const app = await startApp(await createPayments(config, { dapr }));
  origin = app.origin;
  return {
    ...clientOf(() => app.origin),
    ...booksOf(store.url),
    orders,
    provider,
    dapr,
    webhooks,
    origin: app.origin,
    stop: async () => {
      await app.stop();
      await provider.stop();
      await orders.stop();
      await store.drop();
    },
  };
}

/** Calls as shoppers, admins and the saga make them. */
export function clientOf(origin: () => string) {
  const admin = { userId: newId<string>(), roles: ['admin'] } as const;
  return {
    pay: ({ orderId, userId }: PlacedOrder, token: string, idempotencyKey = newId<string>()) =>
      call(origin(), paymentsApi.initiatePayment, {
        identity: { userId },
        idempotencyKey,
        body: { orderId, paymentMethod: { type: 'card', token } },
      }),
    status: ({ orderId, userId }: Pick<PlacedOrder, 'userId'> & Partial<PlacedOrder>) =>
      call(origin(), paymentsApi.getPaymentStatus, {
        identity: { userId },
        query: orderId === undefined ? {} : { orderId },
      }),
    capture: (orderId: OrderId, amount = total) =>
      call(origin(), paymentsApi.captureOrder, { caller: 'orders', params: { orderId }, body: { amount } }),
    cancel: (orderId: OrderId, reason: RefundReason = 'order-cancelled') =>
      call(origin(), paymentsApi.cancelOrderPayment, { caller: 'orders', params: { orderId }, body: { reason } }),
    refund: (paymentId: string, amount: number | undefined, idempotencyKey = newId<string>()) =>
      call(origin(), paymentsApi.requestRefund, {
        identity: admin,
        idempotencyKey,
        params: { paymentId },
        body: {
          reason: 'customer-request',
          lines: [],
          ...(amount === undefined ? {} : { amount: { amount, currencyCode: total.currencyCode } }),
        },
      }),
  };
}

/** What the service has in its schema. */
export function booksOf(mysqlUrl: string) {
  const schema = new URL(mysqlUrl).pathname.slice(1);
  const query = async <Row>(text: string): Promise<readonly Row[]> => {
    const db = connectMysql<never>({ url: mysqlUrl, poolSize: 1 });
    return await sql
      .raw<Row>(text)
      .execute(db)
      .then(({ rows }) => rows)
      .finally(() => db.destroy());
  };
  const violations = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const { name, sql: text } of [...paymentInvariants(schema), ...refundLineInvariants(schema)]) {
      const rows = await query(text);
      if (rows.length > 0) found.push(`${name}: ${JSON.stringify(rows)}`);
    }
    return found;
  };
  return {
    query,
    violations,
    /** Invariants hold, once everything that is under way has come to rest. */
    consistent: () =>
      eventually(
        async () => {
          const found = await violations();
          if (found.length > 0) throw new Error(found.join('\n'));
          return true;
        },
        { timeoutMs: 15_000, intervalMs: 200 },
      ),
  };
}
