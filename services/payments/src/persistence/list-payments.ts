import { PaymentId } from '@arcade/contracts';
import { cursorCodec, cursorTime } from '@arcade/service-defaults';
import type { Kysely } from 'kysely';
import * as z from 'zod';
import type { AccountRepository, PaymentPage } from '../application/account-repository.ts';
import { paymentOfRow, refundOfRow } from './rows.ts';
import type { PaymentsTables } from './tables.ts';

/** Newest first, ids break ties. */
const cursors = cursorCodec('payments.v1', z.strictObject({ createdAt: cursorTime, paymentId: PaymentId }));

/** Newest first; one row more than asked tells whether there is another page. */
export async function listPayments(
  db: Kysely<PaymentsTables>,
  { userId, orderId, cursor, limit }: Parameters<AccountRepository['list']>[0],
): Promise<PaymentPage> {
  let query = db
    .selectFrom('payments')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('payment_id', 'desc')
    .limit(limit + 1);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (orderId !== undefined) query = query.where('order_id', '=', orderId);
  if (cursor !== undefined) {
    const { createdAt, paymentId } = cursors.decode(cursor);
    query = query.where((where) =>
      where.or([
        where('created_at', '<', createdAt),
        where.and([where('created_at', '=', createdAt), where('payment_id', '<', paymentId)]),
      ]),
    );
  }
  const rows = await query.execute();
  const payments = rows.slice(0, limit).map(paymentOfRow);
  const ids = payments.map(({ paymentId }) => paymentId);
  const refundRows =
    ids.length === 0
      ? []
      : await db.selectFrom('refunds').selectAll().where('payment_id', 'in', ids).orderBy('created_at').execute();
  const refunds = refundRows.map(refundOfRow);
  const last = payments.at(-1);
  return {
    items: payments.map((payment) => ({
      payment,
      refunds: refunds.filter(({ paymentId }) => paymentId === payment.paymentId),
    })),
    ...(rows.length > limit && last !== undefined
      ? { nextCursor: cursors.encode({ createdAt: last.createdAt, paymentId: last.paymentId }) }
      : {}),
  };
}
