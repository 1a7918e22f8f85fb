import * as z from 'zod';
import { Address } from '../address.ts';
import { OrderId, OrderItemId, PaymentId, ProductId, RefundId, UserId } from '../ids.ts';
import { Money } from '../money.ts';
import { PositiveCount } from '../numbers.ts';
import { Timestamp } from '../times.ts';
import { Totals } from './cart-views.ts';
import { RefundLine } from './payment-views.ts';

export const OrderStatus = z
  .enum([
    'PENDING_PAYMENT',
    'CONFIRMED',
    'PROCESSING',
    'SHIPPED',
    'DELIVERED',
    'COMPLETED',
    'CANCELLED',
    'EXPIRED',
    'RETURNED',
  ])
  .meta({ id: 'OrderStatus' });
export type OrderStatus = z.infer<typeof OrderStatus>;

export const PaymentStatusOfOrder = z
  .enum([
    'UNPAID',
    'PENDING',
    'AUTHORIZED',
    'PARTIALLY_PAID',
    'PAID',
    'PARTIALLY_REFUNDED',
    'REFUNDED',
    'DISPUTED',
    'FAILED',
  ])
  .meta({ id: 'PaymentStatusOfOrder' });
export type PaymentStatusOfOrder = z.infer<typeof PaymentStatusOfOrder>;

export const FulfilmentStatus = z
  .enum([
    'UNFULFILLED',
    'PARTIALLY_SHIPPED',
    'SHIPPED',
    'PARTIALLY_DELIVERED',
    'DELIVERED',
    'PARTIALLY_RETURNED',
    'RETURNED',
  ])
  .meta({ id: 'FulfilmentStatus' });
export type FulfilmentStatus = z.infer<typeof FulfilmentStatus>;

/** What people can do with an order; which of them is possible for whoever asks is on the order. */
export const OrderAction = z
  .enum(['cancel', 'process', 'ship', 'deliver', 'return', 'release-hold'])
  .meta({ id: 'OrderAction' });
export type OrderAction = z.infer<typeof OrderAction>;

export const LineAction = z.enum(['cancel', 'ship', 'return']).meta({ id: 'LineAction' });
export type LineAction = z.infer<typeof LineAction>;

/** What becomes of a returned unit. */
export const ReturnedStock = z.enum(['restock', 'write-off']).meta({ id: 'ReturnedStock' });
export type ReturnedStock = z.infer<typeof ReturnedStock>;

export const OrderItem = z
  .object({
    orderItemId: OrderItemId,
    orderId: OrderId,
    productId: ProductId,
    merchantId: UserId,
    name: z.string(),
    imageUrl: z.string().nullable(),
    quantity: PositiveCount,
    unitPrice: Money,
    totalPrice: Money,
    discount: Money,
    quantityShipped: z.int().nonnegative(),
    quantityDelivered: z.int().nonnegative(),
    quantityReturned: z.int().nonnegative(),
    /** Units that are not sent any more. */
    quantityCancelled: z.int().nonnegative(),
    /** What whoever asks can do with units of this line now, and with how many. */
    allowedActions: z.array(z.object({ action: LineAction, quantity: PositiveCount })),
    createdAt: Timestamp,
  })
  .meta({ id: 'OrderItem' });
export type OrderItem = z.infer<typeof OrderItem>;

export const OrderStatusChange = z
  .object({
    statusHistoryId: z.uuid(),
    orderId: OrderId,
    oldStatus: OrderStatus.nullable(),
    newStatus: OrderStatus,
    event: z.string(),
    actor: z.string(),
    reason: z.string().nullable(),
    changedAt: Timestamp,
  })
  .meta({ id: 'OrderStatusChange' });

export const Shipment = z
  .object({
    shipmentId: z.uuid(),
    carrier: z.string(),
    trackingNumber: z.string(),
    lines: z.array(z.object({ orderItemId: OrderItemId, quantity: PositiveCount })),
    shippedAt: Timestamp,
    deliveredAt: Timestamp.nullable(),
    allowedActions: z.array(z.literal('deliver')),
  })
  .meta({ id: 'Shipment' });

/** Units that do not stay sold: cancelled or paid back by hand before they went out, or returned afterwards. */
export const Reversal = z
  .object({
    /** Also the id of its refund. */
    reversalId: RefundId,
    kind: z.enum(['cancellation', 'refunded', 'return']),
    lines: z.array(z.object({ orderItemId: OrderItemId, quantity: PositiveCount, stock: ReturnedStock })),
    reason: z.string().nullable(),
    /** What is given back for it beside what was paid back by hand; null until that is decided. */
    refundAmount: Money.nullable(),
    /** `refused`: nothing of the money was left. */
    refund: z.enum(['open', 'done', 'refused']),
    /** Whether what goes back on the shelf is there. */
    restocked: z.boolean(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Reversal' });
export type Reversal = z.infer<typeof Reversal>;

/** Money that went back for an order, by whatever way. */
export const OrderRefund = z
  .object({ refundId: RefundId, amount: Money, succeeded: z.boolean(), lines: z.array(RefundLine) })
  .meta({ id: 'OrderRefund' });

export const Order = z
  .object({
    /** For its buyer and for admins: everything. Merchants get a `MerchantOrder`. */
    view: z.literal('whole'),
    orderId: OrderId,
    /** Short and readable, for people. */
    number: z.string(),
    userId: UserId,
    paymentId: PaymentId.nullable(),
    status: OrderStatus,
    paymentStatus: PaymentStatusOfOrder,
    fulfilmentStatus: FulfilmentStatus,
    /** Why it was cancelled, when it was. */
    cancelReason: z.string().nullable(),
    items: z.array(OrderItem),
    codes: z.array(z.string()),
    totals: Totals,
    totalAmount: Money,
    currencyCode: z.string(),
    refundedAmount: Money,
    refunds: z.array(OrderRefund),
    /** Why nothing is sent until an admin has decided. */
    hold: z.enum(['disputed', 'charged-back']).nullable(),
    shippingAddress: Address,
    /** Until when it can be paid; null once decided. */
    payUntil: Timestamp.nullable(),
    shipments: z.array(Shipment),
    reversals: z.array(Reversal),
    /** What whoever asks can do now; lines and shipments say with what. */
    allowedActions: z.array(OrderAction),
    history: z.array(OrderStatusChange),
    version: PositiveCount,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Order' });
export type Order = z.infer<typeof Order>;

/** An order as a merchant sees it who sells some of it: their own lines, and what is needed to send them. */
export const MerchantOrder = Order.pick({
  orderId: true,
  number: true,
  status: true,
  hold: true,
  currencyCode: true,
  shippingAddress: true,
  version: true,
  createdAt: true,
  updatedAt: true,
})
  .extend({
    view: z.literal('merchant'),
    /** Of the own lines. */
    fulfilmentStatus: FulfilmentStatus,
    items: z.array(OrderItem),
    /** What the own lines cost; `total` is without their discounts. */
    totals: z.object({ subtotal: Money, discount: Money, total: Money }),
    shipments: z.array(Shipment),
    /** Of the own lines; the amount is null, too, where lines of others are part of it. */
    reversals: z.array(Reversal),
    allowedActions: z.array(OrderAction),
  })
  .meta({ id: 'MerchantOrder' });
export type MerchantOrder = z.infer<typeof MerchantOrder>;

/** What whoever asks may see of an order. */
export const VisibleOrder = z.discriminatedUnion('view', [Order, MerchantOrder]).meta({ id: 'VisibleOrder' });
export type VisibleOrder = z.infer<typeof VisibleOrder>;

const ItemsInShort = {
  itemCount: z.int().nonnegative(),
  firstItem: z.object({ name: z.string(), imageUrl: z.string().nullable() }).nullable(),
} as const;

export const OrderSummary = Order.pick({
  view: true,
  orderId: true,
  number: true,
  userId: true,
  status: true,
  paymentStatus: true,
  fulfilmentStatus: true,
  totalAmount: true,
  currencyCode: true,
  createdAt: true,
  updatedAt: true,
})
  .extend(ItemsInShort)
  .meta({ id: 'OrderSummary' });

/** All of it about the own lines. */
export const MerchantOrderSummary = MerchantOrder.pick({
  view: true,
  orderId: true,
  number: true,
  status: true,
  fulfilmentStatus: true,
  currencyCode: true,
  createdAt: true,
  updatedAt: true,
})
  .extend({ totalAmount: Money, ...ItemsInShort })
  .meta({ id: 'MerchantOrderSummary' });

export const VisibleOrderSummary = z
  .discriminatedUnion('view', [OrderSummary, MerchantOrderSummary])
  .meta({ id: 'VisibleOrderSummary' });
