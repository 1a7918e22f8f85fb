import type { OrderId } from '@arcade/contracts';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { OrderAccount } from '../domain/order-account.ts';
import { paymentOfRow, refundOfRow } from './rows.ts';
import type { OrderAccountTable, PaymentsTables, PaymentTable } from './tables.ts';

interface ReadOptions {
  /** Holds the accounts until the transaction ends, and sees what others have committed until then. */
  readonly lock?: boolean;
}

type ClosureColumns = { readonly account_id: OrderId } & Pick<OrderAccountTable, 'closed_reason'>;
type PaidRow = ClosureColumns & Selectable<PaymentTable>;
type AccountRow = PaidRow | (ClosureColumns & { readonly payment_id: null });

/**
 * Reads accounts whole; an order nobody has paid for has none. Only captured money can be refunded, so that most cost one
 * statement. The forced indexes keep small tables from being scanned, which would lock them whole.
 */
export async function readAccounts(
  db: Kysely<PaymentsTables>,
  orderIds: readonly OrderId[],
  { lock = false }: ReadOptions = {},
): Promise<ReadonlyMap<OrderId, OrderAccount>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await sql<AccountRow>`SELECT a.order_id AS account_id, a.closed_reason, p.*
    FROM order_accounts AS a FORCE INDEX (PRIMARY)
    LEFT JOIN payments AS p FORCE INDEX (payments_attempt) ON p.order_id = a.order_id
    WHERE a.order_id IN (${sql.join([...orderIds])})
    ORDER BY a.order_id, p.attempt_no ${lock ? sql`FOR UPDATE` : sql``}`.execute(db);
  const refunds = await readRefunds(db, rows.filter(hasPayment));
  const accountOf = (orderId: OrderId, own: readonly AccountRow[]): OrderAccount => ({
    orderId,
    closedReason: own[0]?.closed_reason ?? null,
    payments: own.filter(hasPayment).map(paymentOfRow),
    refunds: refunds.filter((refund) => refund.orderId === orderId),
  });
  const byOrder = Map.groupBy(rows, (row) => row.account_id);
  return new Map([...byOrder].map(([orderId, own]) => [orderId, accountOf(orderId, own)]));
}

const hasPayment = (row: AccountRow): row is PaidRow => row.payment_id !== null;

async function readRefunds(db: Kysely<PaymentsTables>, payments: readonly PaidRow[]) {
  const captured = payments.filter((row) => Number(row.captured_amount) > 0).map((row) => row.account_id);
  if (captured.length === 0) return [];
  const rows = await db
    .selectFrom('refunds')
    .selectAll()
    .where('order_id', 'in', captured)
    .orderBy('created_at')
    .orderBy('refund_id')
    .execute();
  return rows.map(refundOfRow);
}

export const readAccount = async (db: Kysely<PaymentsTables>, orderId: OrderId): Promise<OrderAccount> =>
  (await readAccounts(db, [orderId])).get(orderId) ?? { orderId, closedReason: null, payments: [], refunds: [] };
