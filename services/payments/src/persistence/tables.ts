import type { OrderId, PaymentStatus, RefundReason, RefundStatus } from '@arcade/contracts';
import type { ColumnType, Generated } from 'kysely';
import type { AttemptKind, AttemptResult } from '../domain/change.ts';

/** BIGINT: comes as text, so that nothing is rounded on the way. */
type BigInteger = ColumnType<string, number | string, number | string>;
/** Given by the database's own clock. */
type ServerTime = ColumnType<Date, unknown, unknown>;

export interface OrderAccountTable {
  order_id: OrderId;
  closed_reason: RefundReason | null;
  closed_at: ServerTime | null;
  /** Set while a closed account still holds money. */
  unsettled_since: ServerTime | null;
  /** When reconciliation last took it up. */
  asked_at: ServerTime | null;
}

export interface PaymentTable {
  payment_id: string;
  order_id: string;
  user_id: string;
  attempt_no: number;
  /** The order while this payment has or may get money, else null: unique, so that there is only one. */
  live_order_id: string | null;
  amount: BigInteger;
  currency_code: string;
  captured_amount: BigInteger;
  refunded_amount: BigInteger;
  status: PaymentStatus;
  provider_id: string | null;
  method_brand: string | null;
  method_last4: string | null;
  next_action_url: string | null;
  failure_code: string | null;
  failure_message: string | null;
  /** JSON text; null when it was opened by a version that did not ask. */
  bill: string | null;
  call_no: Generated<number>;
  version: number;
  created_at: Date;
  updated_at: Date;
  moved_at: ServerTime;
  refreshed_at: ServerTime | null;
}

export interface AttemptTable {
  psp_key: string;
  order_id: string;
  payment_id: string;
  kind: AttemptKind;
  amount: BigInteger;
  status: 'INTENT' | AttemptResult;
  tries: number;
  detail: string | null;
  created_at: ServerTime;
  moved_at: ServerTime;
}

export interface RefundTable {
  refund_id: string;
  payment_id: string;
  order_id: string;
  user_id: string;
  amount: BigInteger;
  currency_code: string;
  status: RefundStatus;
  reason: RefundReason;
  note: string | null;
  /** JSON text. */
  order_lines: string;
  shipping: BigInteger;
  provider_id: string | null;
  failure_code: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  moved_at: ServerTime;
}

export interface StatusHistoryTable {
  id: string;
  subject: 'payment' | 'refund';
  subject_id: string;
  from_status: string | null;
  to_status: string;
  event: string;
  actor: string;
  reason: string | null;
  cause: string | null;
  version: number;
  at: ServerTime;
}

export interface PspEventTable {
  provider: string;
  event_id: string;
  type: string;
  received_at: ServerTime;
  done_at: ServerTime | null;
}

export interface UnreadWebhookTable {
  provider: string;
  event_id: string;
  type: string;
  reason: string;
  body: string;
  received_at: ServerTime;
}

export interface PaymentsTables {
  order_accounts: OrderAccountTable;
  payments: PaymentTable;
  attempts: AttemptTable;
  refunds: RefundTable;
  status_history: StatusHistoryTable;
  psp_events: PspEventTable;
  unread_webhooks: UnreadWebhookTable;
}
