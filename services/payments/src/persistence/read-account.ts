import type { OrderId } from '@arcade/contracts';
import type { Kysely } from 'kysely';
import type { OrderAccount } from '../domain/order-account.ts';
import { paymentOfRow, refundOfRow } from './rows.ts';
import type { PaymentsTables } from './tables.ts';

/** Reads accounts whole; an order nobody has paid for has an empty one. Inside a transaction it sees its own writes. */
export async function readAccounts(
  db: Kysely<PaymentsTables>,
  orderIds: readonly OrderId[],
): Promise<ReadonlyMap<OrderId, OrderAccount>> {
  if (orderIds.length === 0) return new Map();
  const closures = await db
    .selectFrom('order_accounts')
    .select(['order_id', 'closed_reason'])
    .where('order_id', 'in', orderIds)
    .execute();
  const payments = await db
    .selectFrom('payments')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .orderBy('order_id')
    .orderBy('attempt_no')
    .execute();
  // Only captured money can be refunded, so that most accounts cost no third query.
  const captured = payments.filter((row) => Number(row.captured_amount) > 0).map((row) => row.order_id);
  const refunds =
    captured.length === 0
      ? []
      : await db
          .selectFrom('refunds')
          .selectAll()
          .where('order_id', 'in', captured)
          .orderBy('created_at')
          .orderBy('refund_id')
          .execute();
  const of = (orderId: OrderId): OrderAccount => ({
    orderId,
    closedReason: closures.find((row) => row.order_id === orderId)?.closed_reason ?? null,
    payments: payments.filter((row) => row.order_id === orderId).map(paymentOfRow),
    refunds: refunds.filter((row) => row.order_id === orderId).map(refundOfRow),
  });
  return new Map(orderIds.map((orderId) => [orderId, of(orderId)]));
}

export async function readAccount(db: Kysely<PaymentsTables>, orderId: OrderId): Promise<OrderAccount> {
  const accounts = await readAccounts(db, [orderId]);
  return accounts.get(orderId) ?? { orderId, closedReason: null, payments: [], refunds: [] };
}
