import { newId } from '@arcade/service-defaults';
import { later } from '@arcade/service-defaults/mysql';
import { sql, type Transaction } from 'kysely';
import type { ChangeOrigin } from '../application/account-repository.ts';
import type { Change } from '../domain/change.ts';
import type { Payment, Refund } from '../domain/order-account.ts';
import type { Transition } from '../domain/transition.ts';
import { changingColumns, fixedColumns, rowOfRefund } from './rows.ts';
import type { PaymentsTables } from './tables.ts';

export type PaymentsTransaction = Transaction<PaymentsTables>;

const now = sql<Date>`NOW(6)`;

/** Writes one change of a locked account, with its history. GuardFailed: it changed although its account is locked. */
export async function writeChange(
  tx: PaymentsTransaction,
  orderId: string,
  change: Change,
  origin: ChangeOrigin,
): Promise<void> {
  switch (change.kind) {
    case 'payment':
      await writePayment(tx, change.payment, change.transitions);
      await writeHistory(tx, 'payment', change.payment, change.transitions, origin);
      break;
    case 'refund':
      await writeRefund(tx, change.refund, change.transitions);
      await writeHistory(tx, 'refund', change.refund, change.transitions, origin);
      break;
    case 'billed':
      await later(
        tx,
        tx
          .updateTable('payments')
          .set({ bill: JSON.stringify(change.bill) })
          .where('payment_id', '=', change.paymentId),
      );
      break;
    case 'attempt-opened':
      await openAttempt(tx, orderId, change);
      break;
    case 'attempts-settled': {
      const { keys, result, detail } = change;
      await later(
        tx,
        tx
          .updateTable('attempts')
          .set({ status: result, detail: detail.slice(0, 300), moved_at: now })
          .where('psp_key', 'in', keys)
          .where('status', '<>', 'ANSWERED'),
      );
      break;
    }
    case 'closed':
      await later(
        tx,
        tx
          .updateTable('order_accounts')
          .set({ closed_reason: change.reason, closed_at: now })
          .where('order_id', '=', orderId)
          .where('closed_reason', 'is', null),
      );
      break;
  }
}

async function openAttempt(
  tx: PaymentsTransaction,
  orderId: string,
  { key, paymentId, call, amount }: Extract<Change, { kind: 'attempt-opened' }>,
): Promise<void> {
  const opened = tx
    .insertInto('attempts')
    .values({
      psp_key: key,
      order_id: orderId,
      payment_id: paymentId,
      kind: call,
      amount,
      status: 'INTENT',
      tries: 1,
      detail: null,
      created_at: now,
      moved_at: now,
    })
    .onDuplicateKeyUpdate({ tries: sql`tries + 1`, status: 'INTENT', moved_at: now });
  await later(tx, opened);
}

async function writePayment(
  tx: PaymentsTransaction,
  payment: Payment,
  transitions: readonly Transition<string, string>[],
): Promise<void> {
  const changing = { ...changingColumns(payment), moved_at: now };
  if (transitions[0]?.from === null) {
    await later(tx, tx.insertInto('payments').values({ ...fixedColumns(payment), ...changing, refreshed_at: null }));
    return;
  }
  const changed = tx
    .updateTable('payments')
    .set(changing)
    .where('payment_id', '=', payment.paymentId)
    .where('version', '=', versionBefore(payment.version, transitions));
  await later(tx, changed, { rows: 1 });
}

async function writeRefund(
  tx: PaymentsTransaction,
  refund: Refund,
  transitions: readonly Transition<string, string>[],
): Promise<void> {
  const row = { ...rowOfRefund(refund), moved_at: now };
  if (transitions[0]?.from === null) {
    await later(tx, tx.insertInto('refunds').values(row));
    return;
  }
  const changed = tx
    .updateTable('refunds')
    .set(row)
    .where('refund_id', '=', refund.refundId)
    .where('version', '=', versionBefore(refund.version, transitions));
  await later(tx, changed, { rows: 1 });
}

const versionBefore = (version: number, transitions: readonly unknown[]) => version - Math.max(1, transitions.length);

async function writeHistory(
  tx: PaymentsTransaction,
  subject: 'payment' | 'refund',
  changed: Payment | Refund,
  transitions: readonly Transition<string, string>[],
  { actor, cause }: ChangeOrigin,
): Promise<void> {
  if (transitions.length === 0) return;
  const first = changed.version - transitions.length + 1;
  const rows = transitions.map(({ from, to, event }, index) => ({
    id: newId<string>(),
    subject,
    subject_id: 'refundId' in changed ? changed.refundId : changed.paymentId,
    from_status: from,
    to_status: to,
    event,
    actor,
    reason: 'refundId' in changed ? changed.reason : (changed.failure?.code ?? null),
    cause: cause ?? null,
    version: first + index,
    at: now,
  }));
  await later(tx, tx.insertInto('status_history').values(rows));
}
