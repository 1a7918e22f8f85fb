import type { OrderId } from '@arcade/contracts';
import { later } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type { AccountRepository, ChangeOrigin } from '../application/account-repository.ts';
import { applyChanges, type Change } from '../domain/change.ts';
import type { OrderAccount } from '../domain/order-account.ts';
import { eventOf } from '../domain/payment-events.ts';
import { cancelOutcome } from '../domain/settlement.ts';
import { listPayments } from './list-payments.ts';
import { readAccount, readAccounts } from './read-account.ts';
import { claimRefresh, claimSettlement, undecidedPayments, unsettledOrders } from './reconciliation-queries.ts';
import type { PaymentsTables } from './tables.ts';
import { writeChange, type PaymentsTransaction } from './write-change.ts';

export type PaymentOutgoing = NonNullable<ReturnType<typeof eventOf>>;

export interface AccountRepositoryOptions {
  readonly db: Kysely<PaymentsTables>;
  /** Runs whole again after a deadlock or lock time-out. */
  readonly inTransaction: <Result>(work: (tx: PaymentsTransaction) => Promise<Result>) => Promise<Result>;
  readonly appendEvent: (
    tx: PaymentsTransaction,
    event: PaymentOutgoing,
    cause: string | undefined,
  ) => Promise<unknown>;
  /** After a commit with events. */
  readonly onEvents: () => void;
  readonly maxAttempts: number;
}

const ourselves: ChangeOrigin = { actor: 'payments' };

export function createMysqlAccountRepository(options: AccountRepositoryOptions): AccountRepository {
  const { db, inTransaction, appendEvent, onEvents, maxAttempts } = options;
  return {
    async update(orderId, decide, origin = ourselves) {
      const { account, events } = await inTransaction(async (tx) => {
        const before = await lockAccount(tx, orderId);
        const changes = decide(before);
        const after = applyChanges(before, changes);
        for (const change of changes) await writeChange(tx, orderId, change, origin);
        await trackSettlement(tx, before, after, changes);
        const outgoing = changes.flatMap((change) => eventOf(change, after, maxAttempts) ?? []);
        for (const event of outgoing) await appendEvent(tx, event, origin.cause);
        return { account: after, events: outgoing.length };
      });
      if (events > 0) onEvents();
      return account;
    },
    load: (orderId) => readAccount(db, orderId),
    loadMany: (orderIds) => readAccounts(db, orderIds),
    async orderOfPayment(paymentId) {
      const row = await db
        .selectFrom('payments')
        .select('order_id')
        .where('payment_id', '=', paymentId)
        .executeTakeFirst();
      return row?.order_id;
    },
    async statusOfCharge(providerId) {
      const row = await db
        .selectFrom('payments')
        .select('status')
        .where('provider_id', '=', providerId)
        .executeTakeFirst();
      return row?.status;
    },
    async orderOfRefund(refundId) {
      const row = await db
        .selectFrom('refunds')
        .select('order_id')
        .where('refund_id', '=', refundId)
        .executeTakeFirst();
      return row?.order_id;
    },
    list: (filter) => listPayments(db, filter),
    claimRefresh: (paymentId, spanSeconds) => claimRefresh(db, paymentId, spanSeconds),
    claimSettlement: (orderId, spanSeconds) => claimSettlement(db, orderId, spanSeconds),
    undecided: (olderThanSeconds, limit) => undecidedPayments(db, olderThanSeconds, limit),
    unsettled: (olderThanSeconds, limit) => unsettledOrders(db, olderThanSeconds, limit),
  };
}

/** Holds an account, making its row if need be: one command at a time for each order. */
async function lockAccount(tx: PaymentsTransaction, orderId: OrderId): Promise<OrderAccount> {
  const found = (await readAccounts(tx, [orderId], { lock: true })).get(orderId);
  if (found !== undefined) return found;
  // Of those who find none at the same time one makes it, and the others wait here.
  const made = tx
    .insertInto('order_accounts')
    .values({ order_id: orderId })
    .onDuplicateKeyUpdate({ order_id: orderId });
  await later(tx, made);
  return await readAccount(tx, orderId);
}

/** Keeps the mark by which reconciliation finds closed accounts that still hold money. */
async function trackSettlement(
  tx: PaymentsTransaction,
  before: OrderAccount,
  after: OrderAccount,
  changes: readonly Change[],
): Promise<void> {
  if (after.closedReason === null || changes.length === 0) return;
  const was = before.closedReason !== null && cancelOutcome(before).outcome !== 'settled';
  const is = cancelOutcome(after).outcome !== 'settled';
  if (was === is) return;
  const marked = tx
    .updateTable('order_accounts')
    .set({ unsettled_since: is ? sql`NOW(6)` : null })
    .where('order_id', '=', after.orderId);
  await later(tx, marked);
}
