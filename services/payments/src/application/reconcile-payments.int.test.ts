import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OrderId, PaymentId, RefundId, RefundStatus, UserId } from '@arcade/contracts';
import { createFailpoints, createLogger, newId, systemClock } from '@arcade/service-defaults';
import { connectMysql, inTransaction, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { sql, type Kysely } from 'kysely';
import { authorisationKey, refundKey } from '../domain/order-account.ts';
import type { ProviderCharge, ProviderRefund } from '../domain/provider-charge.ts';
import { migrations } from '../persistence/migrations.ts';
import { createMysqlAccountRepository } from '../persistence/mysql-account-repository.ts';
import type { PaymentsTables } from '../persistence/tables.ts';
import type { ChargeReference } from './payment-provider.ts';
import type { PaymentsContext } from './payments-context.ts';
import { createReconciliation } from './reconcile-payments.ts';

let database: Awaited<ReturnType<typeof testMysql>>;
let db: Kysely<PaymentsTables>;
beforeAll(async () => {
  database = await testMysql('reconciliation');
  db = connectMysql<PaymentsTables>({ url: database.url });
  await migrate(db, migrations);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const minutesAgo = (minutes: number) => sql<Date>`NOW(6) - INTERVAL ${minutes} MINUTE`;
const now = new Date();

async function refundOf(status: RefundStatus, minutes: number) {
  const ids = { orderId: newId<OrderId>(), paymentId: newId<PaymentId>(), refundId: newId<RefundId>() };
  const owner = { order_id: ids.orderId, user_id: newId<UserId>() };
  const written = { version: 1, created_at: now, updated_at: now, moved_at: minutesAgo(minutes) };
  await db.insertInto('order_accounts').values({ order_id: ids.orderId, closed_reason: null }).execute();
  await db
    .insertInto('payments')
    .values({
      ...owner,
      ...written,
      payment_id: ids.paymentId,
      attempt_no: 1,
      live_order_id: ids.orderId,
      amount: 1000,
      currency_code: 'USD',
      captured_amount: 1000,
      refunded_amount: 0,
      status: 'CAPTURED',
      provider_id: `ch_${ids.orderId}`,
    })
    .execute();
  await db
    .insertInto('refunds')
    .values({
      ...owner,
      ...written,
      refund_id: ids.refundId,
      payment_id: ids.paymentId,
      amount: 1000,
      currency_code: 'USD',
      status,
      reason: 'customer-request',
      order_lines: '[]',
      shipping: 0,
    })
    .execute();
  return ids;
}

it('a refund that the bank does not decide keeps no younger one waiting', async () => {
  const stuck = await refundOf('SUBMITTED', 60);
  const waiting = await refundOf('REQUESTED', 30);
  const sent: string[] = [];
  const pending: ProviderRefund = {
    providerId: 're_1',
    key: refundKey(stuck.refundId),
    status: 'pending',
    amount: 1000,
    failure: null,
  };
  const ctx = {
    accounts: createMysqlAccountRepository({
      db,
      inTransaction: (work) => inTransaction(db, work),
      appendEvent: () => Promise.resolve(),
      onEvents: () => {},
      maxAttempts: 5,
    }),
    provider: {
      name: 'sandbox',
      find: ({ providerId }: ChargeReference) => {
        const charge = { providerId, key: authorisationKey(stuck.orderId, 1), refunds: [pending] };
        return Promise.resolve(charge as unknown as ProviderCharge);
      },
      refund: ({ key }: { key: string }) => {
        sent.push(key);
        return Promise.resolve({ kind: 'answered', result: { ...pending, key, status: 'succeeded' } });
      },
      list: async function* () {},
    },
    clock: systemClock,
    onOverdue: () => {},
    logger: createLogger('payments', 'silent'),
    failpoints: createFailpoints(''),
    refreshSeconds: 0.001,
    giveUpSeconds: 300,
  } as unknown as PaymentsContext;
  const reconcile = createReconciliation(ctx, { windowSeconds: 3600, quietSeconds: 10, batch: 1 });
  await reconcile();
  await reconcile();
  expect(sent).toEqual([refundKey(waiting.refundId)]);
  const { status } = await db
    .selectFrom('refunds')
    .select('status')
    .where('refund_id', '=', waiting.refundId)
    .executeTakeFirstOrThrow();
  expect(status).toBe('SUCCEEDED');
});
