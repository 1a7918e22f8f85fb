import type {
  Address,
  CartId,
  Money,
  OrderId,
  OrderItemId,
  OrderStatus,
  PaymentId,
  PaymentStatus,
  ProductId,
  RefundId,
  RefundReason,
  ReturnedStock,
  Shortage,
  Totals,
  UserId,
} from '@arcade/contracts';
import type { OrderEvent } from './order-machine.ts';

export interface OrderItem {
  readonly orderItemId: OrderItemId;
  readonly productId: ProductId;
  readonly merchantId: UserId;
  readonly name: string;
  readonly imageUrl: string | null;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly totalPrice: Money;
  /** The part of the order's discounts that falls on this line. */
  readonly discount: Money;
  readonly quantityShipped: number;
  readonly quantityDelivered: number;
  readonly quantityReturned: number;
  /** Not sent any more; never more than what has not gone out. */
  readonly quantityCancelled: number;
  readonly createdAt: Date;
}

/** What orders knows of one payment; the truth is payments'. */
export interface PaymentFact {
  readonly paymentId: PaymentId;
  readonly status: PaymentStatus;
  /** Of the newest event seen; 0 when it was only asked for. */
  readonly version: number;
  readonly amount: Money;
  readonly capturedAmount: number;
  /** How often the shopper may still try, as the last failure told. */
  readonly attemptsLeft: number | null;
  readonly seenAt: Date;
}

/** What a refund pays back of a line: units that count as paid back, and money in minor units. */
export interface RefundedLine extends Line {
  readonly amount: number;
}

export interface RefundFact {
  readonly refundId: RefundId;
  readonly paymentId: PaymentId;
  readonly amount: number;
  /** Null when an earlier version of payments told of it. */
  readonly reason: RefundReason | null;
  readonly lines: readonly RefundedLine[];
  readonly succeeded: boolean;
  readonly version: number;
}

/** Where an order's units are. `unknown`: nobody has answered yet. */
export type StockFact = 'unknown' | 'reserved' | 'rejected' | 'committed' | 'expired' | 'released' | 'restocked';

/** Whether payments has closed an order's account (`closing`) and given everything back (`settled`). */
export type Settlement = 'open' | 'closing' | 'settled';

export interface Line {
  readonly orderItemId: OrderItemId;
  readonly quantity: number;
}

export interface Shipment {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly lines: readonly Line[];
  readonly shippedAt: Date;
  readonly deliveredAt: Date | null;
}

export interface ReversalLine extends Line {
  readonly stock: ReturnedStock;
  /** What somebody has decided on instead of the proposal, in minor units. */
  readonly amount: number | null;
}

/** Units that do not stay sold: cancelled or paid back by hand before they went out, or returned afterwards. */
export interface Reversal {
  /** Also the id of its refund, so that it happens once. */
  readonly reversalId: RefundId;
  readonly kind: 'cancellation' | 'refunded' | 'return';
  readonly lines: readonly ReversalLine[];
  readonly reason: string | null;
  /** What somebody wants given back of shipping, in minor units. */
  readonly shipping: number;
  /** What payments gives back for it; 0 until it has decided. */
  readonly refundAmount: number;
  /** Whether what goes back on the shelf is there. */
  readonly restocked: boolean;
  /** `refused`: nothing is left of the payment to give back. */
  readonly refund: 'open' | 'done' | 'refused';
  readonly createdAt: Date;
}

/** An admin's word that an order is sent although its payment is like this. */
export interface HoldRelease {
  readonly payment: 'DISPUTED' | 'CHARGED_BACK';
  readonly actor: string;
  readonly reason: string;
  readonly at: Date;
}

export interface StatusChange {
  readonly statusHistoryId: string;
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly event: OrderEvent;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: Date;
}

/** One order with everything that belongs to it; changed as one, by version. */
export interface Order {
  readonly orderId: OrderId;
  readonly number: string;
  readonly userId: UserId;
  readonly cartId: CartId;
  readonly cartVersion: number;
  readonly status: OrderStatus;
  readonly cancelReason: string | null;
  readonly items: readonly OrderItem[];
  readonly codes: readonly string[];
  readonly totals: Totals;
  readonly shippingAddress: Address;
  readonly payments: readonly PaymentFact[];
  readonly refunds: readonly RefundFact[];
  readonly stock: StockFact;
  readonly shortages: readonly Shortage[];
  readonly settlement: Settlement;
  readonly payUntil: Date;
  /** When the return window closes; set with the delivery. */
  readonly returnUntil: Date | null;
  readonly shipments: readonly Shipment[];
  /** In the order in which they came. */
  readonly reversals: readonly Reversal[];
  readonly holdRelease: HoldRelease | null;
  /** Changes of status; those of the past only where they were asked for. */
  readonly history: readonly StatusChange[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Why an order ends by itself. */
export const cancelReasons = {
  stockLost: 'stock-lost',
  paymentRefused: 'payment-refused',
  attemptsExhausted: 'payment-attempts-exhausted',
  refunded: 'refunded',
} as const;

export const isEnded = ({ status }: Pick<Order, 'status'>): boolean => status === 'CANCELLED' || status === 'EXPIRED';
