import type { OrderId } from '@arcade/contracts';
import { sql, type Kysely } from 'kysely';
import type { Undecided } from '../application/account-repository.ts';
import type { PaymentsTables } from './tables.ts';

const before = (seconds: number) => sql<Date>`NOW(6) - INTERVAL ${seconds} SECOND`;

/** Payments that wait for their provider, and authorised ones whose capture or void nobody has answered. */
export async function undecidedPayments(
  db: Kysely<PaymentsTables>,
  olderThanSeconds: number,
  limit: number,
): Promise<readonly Undecided[]> {
  const age = sql<number>`TIMESTAMPDIFF(SECOND, payments.moved_at, NOW(6))`.as('age');
  const waiting = await db
    .selectFrom('payments')
    .select(['order_id', 'payment_id', age])
    .where('status', 'in', ['CREATED', 'REQUIRES_ACTION', 'PROCESSING'])
    .where('moved_at', '<', before(olderThanSeconds))
    .orderBy('refreshed_at')
    .limit(limit)
    .execute();
  const unanswered = await db
    .selectFrom('attempts')
    .innerJoin('payments', 'payments.payment_id', 'attempts.payment_id')
    .select(['payments.order_id', 'payments.payment_id', 'payments.refreshed_at', age])
    .distinct()
    .where('attempts.status', 'in', ['INTENT', 'UNKNOWN'])
    .where('attempts.moved_at', '<', before(olderThanSeconds))
    .where('payments.status', '=', 'AUTHORIZED')
    .orderBy('payments.refreshed_at')
    .limit(limit)
    .execute();
  return [...waiting, ...unanswered].map((row) => ({
    orderId: row.order_id,
    paymentId: row.payment_id,
    ageSeconds: row.age,
  }));
}

/** Closed accounts that still hold money, and accounts with refunds on their way: stuck ones let the others pass. */
export async function unsettledOrders(
  db: Kysely<PaymentsTables>,
  olderThanSeconds: number,
  limit: number,
): Promise<readonly OrderId[]> {
  const accounts = await db
    .selectFrom('order_accounts')
    .select('order_id')
    .where('unsettled_since', '<', before(olderThanSeconds))
    .orderBy('asked_at')
    .orderBy('unsettled_since')
    .limit(limit)
    .execute();
  const refunds = await db
    .selectFrom('refunds')
    .innerJoin('order_accounts', 'order_accounts.order_id', 'refunds.order_id')
    .select('refunds.order_id')
    .where('refunds.status', 'in', ['REQUESTED', 'SUBMITTED'])
    .where('refunds.moved_at', '<', before(olderThanSeconds))
    .groupBy(['refunds.order_id', 'order_accounts.asked_at'])
    .orderBy('order_accounts.asked_at')
    .orderBy(sql`MIN(refunds.moved_at)`)
    .limit(limit)
    .execute();
  return [...new Set([...accounts, ...refunds].map((row) => row.order_id))];
}

/** One statement decides who may ask, however many replicas there are. */
export async function claimRefresh(
  db: Kysely<PaymentsTables>,
  paymentId: string,
  spanSeconds: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('payments')
    .set({ refreshed_at: sql<Date>`NOW(6)` })
    .where('payment_id', '=', paymentId)
    .where((where) => where.or([where('refreshed_at', 'is', null), where('refreshed_at', '<=', before(spanSeconds))]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function claimSettlement(
  db: Kysely<PaymentsTables>,
  orderId: string,
  spanSeconds: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('order_accounts')
    .set({ asked_at: sql<Date>`NOW(6)` })
    .where('order_id', '=', orderId)
    .where((where) => where.or([where('asked_at', 'is', null), where('asked_at', '<=', before(spanSeconds))]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
