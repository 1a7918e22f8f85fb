import type { OrderId } from '@arcade/contracts';
import { sql, type Kysely } from 'kysely';
import type { Undecided } from '../application/account-repository.ts';
import type { PaymentsTables } from './tables.ts';

const before = (seconds: number) => sql<Date>`NOW(6) - INTERVAL ${seconds} SECOND`;

/** Payments that wait for their provider, and authorised ones whose capture or void nobody has heard back of. */
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
    .select(['payments.order_id', 'payments.payment_id', age])
    .distinct()
    .where('attempts.status', 'in', ['INTENT', 'UNKNOWN'])
    .where('attempts.moved_at', '<', before(olderThanSeconds))
    .where('payments.status', '=', 'AUTHORIZED')
    .limit(limit)
    .execute();
  return [...waiting, ...unanswered].map((row) => ({
    orderId: row.order_id,
    paymentId: row.payment_id,
    ageSeconds: row.age,
  }));
}

/** Closed accounts that still hold money, and accounts with refunds on their way. */
export async function unsettledOrders(
  db: Kysely<PaymentsTables>,
  olderThanSeconds: number,
  limit: number,
): Promise<readonly OrderId[]> {
  const accounts = await db
    .selectFrom('order_accounts')
    .select('order_id')
    .where('unsettled_since', '<', before(olderThanSeconds))
    .orderBy('unsettled_since')
    .limit(limit)
    .execute();
  const refunds = await db
    .selectFrom('refunds')
    .select('order_id')
    .where('status', 'in', ['REQUESTED', 'SUBMITTED'])
    .where('moved_at', '<', before(olderThanSeconds))
    .orderBy('moved_at')
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
