import type { OrderStatus, PaymentStatus, RefundReason } from '@arcade/contracts';
import type { ColumnType, Transaction } from 'kysely';
import type { OrderEvent } from '../domain/order-machine.ts';
import type { Reversal, Settlement, StockFact } from '../domain/order.ts';

/** BIGINT: comes as text, so that nothing is rounded on the way. */
type BigInteger = ColumnType<string, number | string, number | string>;
/** Given by the database's own clock. */
type ServerTime = ColumnType<Date, unknown, unknown>;

export interface OrderTable {
  order_id: string;
  number: string;
  user_id: string;
  payment_id: string | null;
  cart_id: string;
  cart_version: number;
  status: OrderStatus;
  cancel_reason: string | null;
  subtotal_amount: BigInteger;
  discount_amount: BigInteger;
  shipping_amount: BigInteger;
  total_amount: BigInteger;
  currency_code: string;
  /** JSON text. */
  codes: string;
  /** JSON text. */
  shipping_address: string;
  stock: StockFact;
  /** JSON text. */
  shortages: string | null;
  settlement: Settlement;
  pay_until: Date;
  return_until: Date | null;
  /** JSON text. */
  hold_release: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export interface OrderItemTable {
  order_item_id: string;
  order_id: string;
  line_no: number;
  product_id: string;
  merchant_id: string;
  name: string;
  image_url: string | null;
  quantity: number;
  unit_price: BigInteger;
  total_price: BigInteger;
  discount: BigInteger;
  quantity_shipped: number;
  quantity_delivered: number;
  quantity_returned: number;
  quantity_cancelled: number;
  created_at: Date;
}

export interface StatusHistoryTable {
  status_history_id: string;
  order_id: string;
  old_status: OrderStatus | null;
  new_status: OrderStatus;
  event: OrderEvent;
  actor: string;
  reason: string | null;
  cause: string | null;
  version: number;
  changed_at: Date;
}

export interface OrderPaymentTable {
  payment_id: string;
  order_id: string;
  status: PaymentStatus;
  version: number;
  amount: BigInteger;
  currency_code: string;
  captured_amount: BigInteger;
  attempts_left: number | null;
  seen_at: Date;
}

export interface OrderRefundTable {
  refund_id: string;
  order_id: string;
  payment_id: string;
  amount: BigInteger;
  succeeded: number;
  reason: RefundReason | null;
  /** JSON text. */
  order_lines: string | null;
  version: number;
}

export interface ShipmentTable {
  shipment_id: string;
  order_id: string;
  carrier: string;
  tracking_number: string;
  /** JSON text. */
  order_lines: string;
  shipped_at: Date;
  delivered_at: Date | null;
}

/** Reversals: returns, and since there are those, cancellations of a part. */
export interface ReturnTable {
  return_id: string;
  order_id: string;
  kind: Reversal['kind'];
  /** JSON text. */
  order_lines: string;
  reason: string;
  shipping_amount: BigInteger;
  refund_amount: BigInteger;
  restocked: number;
  refund: Reversal['refund'];
  created_at: Date;
}

export interface SagaTable {
  order_id: string;
  step: string;
  attempt: number;
  /** Null when there is nothing to do. */
  next_attempt_at: ServerTime | null;
  deadline_at: Date;
  claim_no: number;
  lease_until: ServerTime | null;
  /** Since when tries have been without progress. */
  failing_since: ServerTime | null;
  asked_at: ServerTime | null;
}

export interface OrdersTables {
  orders: OrderTable;
  order_items: OrderItemTable;
  order_status_history: StatusHistoryTable;
  order_payments: OrderPaymentTable;
  order_refunds: OrderRefundTable;
  shipments: ShipmentTable;
  returns: ReturnTable;
  saga: SagaTable;
}

export type OrdersTransaction = Transaction<OrdersTables>;
