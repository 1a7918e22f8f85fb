import type { Money, Shortage } from '@arcade/contracts';
import type { Selectable } from 'kysely';
import { currentPayment } from '../domain/order-statuses.ts';
import type {
  HoldRelease,
  Line,
  Order,
  OrderItem,
  PaymentFact,
  RefundedLine,
  RefundFact,
  Shipment,
  StatusChange,
} from '../domain/order.ts';
import type {
  OrderItemTable,
  OrderPaymentTable,
  OrderRefundTable,
  OrderTable,
  ShipmentTable,
  StatusHistoryTable,
} from './tables.ts';

const money = (amount: string, currencyCode: string): Money => ({ amount: Number(amount), currencyCode });

/** What a row of `orders` says; the rest comes from its child rows. */
export const orderOfRow = (row: Selectable<OrderTable>) => ({
  orderId: row.order_id,
  number: row.number,
  userId: row.user_id,
  cartId: row.cart_id,
  cartVersion: row.cart_version,
  status: row.status,
  cancelReason: row.cancel_reason,
  codes: JSON.parse(row.codes) as string[],
  totals: {
    subtotal: money(row.subtotal_amount, row.currency_code),
    discount: money(row.discount_amount, row.currency_code),
    shipping: money(row.shipping_amount, row.currency_code),
    total: money(row.total_amount, row.currency_code),
  },
  shippingAddress: JSON.parse(row.shipping_address) as Order['shippingAddress'],
  stock: row.stock,
  shortages: row.shortages === null ? [] : (JSON.parse(row.shortages) as Shortage[]),
  settlement: row.settlement,
  payUntil: row.pay_until,
  returnUntil: row.return_until,
  holdRelease: row.hold_release === null ? null : holdReleaseOf(row.hold_release),
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

function holdReleaseOf(json: string): HoldRelease {
  const release = JSON.parse(json) as HoldRelease;
  return { ...release, at: new Date(release.at) };
}

export const rowOfOrder = (order: Order) => ({
  order_id: order.orderId,
  number: order.number,
  user_id: order.userId,
  cart_id: order.cartId,
  cart_version: order.cartVersion,
  subtotal_amount: order.totals.subtotal.amount,
  discount_amount: order.totals.discount.amount,
  shipping_amount: order.totals.shipping.amount,
  total_amount: order.totals.total.amount,
  currency_code: order.totals.total.currencyCode,
  codes: JSON.stringify(order.codes),
  shipping_address: JSON.stringify(order.shippingAddress),
  pay_until: order.payUntil,
  created_at: order.createdAt,
  ...changingColumns(order),
});

/** What may change after an order was placed. */
export const changingColumns = (order: Order) => ({
  payment_id: currentPayment(order)?.paymentId ?? null,
  status: order.status,
  cancel_reason: order.cancelReason,
  stock: order.stock,
  shortages: order.shortages.length === 0 ? null : JSON.stringify(order.shortages),
  settlement: order.settlement,
  return_until: order.returnUntil,
  hold_release: order.holdRelease === null ? null : JSON.stringify(order.holdRelease),
  version: order.version,
  updated_at: order.updatedAt,
});

export const itemOfRow = (row: Selectable<OrderItemTable>, currencyCode: string): OrderItem => ({
  orderItemId: row.order_item_id,
  productId: row.product_id,
  merchantId: row.merchant_id,
  name: row.name,
  imageUrl: row.image_url,
  quantity: row.quantity,
  unitPrice: money(row.unit_price, currencyCode),
  totalPrice: money(row.total_price, currencyCode),
  discount: money(row.discount, currencyCode),
  quantityShipped: row.quantity_shipped,
  quantityDelivered: row.quantity_delivered,
  quantityReturned: row.quantity_returned,
  quantityCancelled: row.quantity_cancelled,
  createdAt: row.created_at,
});

export const rowOfItem = (orderId: string, item: OrderItem, lineNo: number) => ({
  order_item_id: item.orderItemId,
  order_id: orderId,
  line_no: lineNo,
  product_id: item.productId,
  merchant_id: item.merchantId,
  name: item.name,
  image_url: item.imageUrl,
  quantity: item.quantity,
  unit_price: item.unitPrice.amount,
  total_price: item.totalPrice.amount,
  discount: item.discount.amount,
  quantity_shipped: item.quantityShipped,
  quantity_delivered: item.quantityDelivered,
  quantity_returned: item.quantityReturned,
  quantity_cancelled: item.quantityCancelled,
  created_at: item.createdAt,
});

export const paymentOfRow = (row: Selectable<OrderPaymentTable>): PaymentFact => ({
  paymentId: row.payment_id,
  status: row.status,
  version: row.version,
  amount: money(row.amount, row.currency_code),
  capturedAmount: Number(row.captured_amount),
  attemptsLeft: row.attempts_left,
  seenAt: row.seen_at,
});

export const rowOfPayment = (orderId: string, payment: PaymentFact) => ({
  payment_id: payment.paymentId,
  order_id: orderId,
  status: payment.status,
  version: payment.version,
  amount: payment.amount.amount,
  currency_code: payment.amount.currencyCode,
  captured_amount: payment.capturedAmount,
  attempts_left: payment.attemptsLeft,
  seen_at: payment.seenAt,
});

export const refundOfRow = (row: Selectable<OrderRefundTable>): RefundFact => ({
  refundId: row.refund_id,
  paymentId: row.payment_id,
  amount: Number(row.amount),
  reason: row.reason,
  lines: row.order_lines === null ? [] : (JSON.parse(row.order_lines) as RefundedLine[]),
  succeeded: row.succeeded === 1,
  version: row.version,
});

export const rowOfRefund = (orderId: string, refund: RefundFact) => ({
  refund_id: refund.refundId,
  order_id: orderId,
  payment_id: refund.paymentId,
  amount: refund.amount,
  reason: refund.reason,
  order_lines: JSON.stringify(refund.lines),
  succeeded: refund.succeeded ? 1 : 0,
  version: refund.version,
});

export const shipmentOfRow = (row: Selectable<ShipmentTable>): Shipment => ({
  shipmentId: row.shipment_id,
  carrier: row.carrier,
  trackingNumber: row.tracking_number,
  lines: JSON.parse(row.order_lines) as Line[],
  shippedAt: row.shipped_at,
  deliveredAt: row.delivered_at,
});

export const rowOfShipment = (orderId: string, shipment: Shipment) => ({
  shipment_id: shipment.shipmentId,
  order_id: orderId,
  carrier: shipment.carrier,
  tracking_number: shipment.trackingNumber,
  order_lines: JSON.stringify(shipment.lines),
  shipped_at: shipment.shippedAt,
  delivered_at: shipment.deliveredAt,
});

export const changeOfRow = (row: Selectable<StatusHistoryTable>): StatusChange => ({
  statusHistoryId: row.status_history_id,
  from: row.old_status,
  to: row.new_status,
  event: row.event,
  actor: row.actor,
  reason: row.reason,
  at: row.changed_at,
});

export const rowOfChange = (
  orderId: string,
  change: StatusChange,
  { version, cause }: { readonly version: number; readonly cause: string | undefined },
) => ({
  status_history_id: change.statusHistoryId,
  order_id: orderId,
  old_status: change.from,
  new_status: change.to,
  event: change.event,
  actor: change.actor,
  reason: change.reason,
  cause: cause ?? null,
  version,
  changed_at: change.at,
});
