import * as z from 'zod';
import { FulfilmentStatus, OrderStatus, PaymentStatusOfOrder } from '../api/order-views.ts';
import { CartId, OrderId, PaymentId, ProductId, UserId } from '../ids.ts';
import { Money } from '../money.ts';
import { event } from './event.ts';

const orderState = {
  orderId: OrderId,
  number: z.string(),
  userId: UserId,
  cartId: CartId,
  cartVersion: z.int().positive(),
  status: OrderStatus,
  total: Money,
  lines: z.array(
    z.object({
      productId: ProductId,
      merchantId: UserId,
      name: z.string(),
      quantity: z.int().positive(),
      unitPrice: Money,
    }),
  ),
} as const;

export const OrderPlaced = event('orders', 'order', 'placed', orderState);
/** `paymentId` is null when there was nothing to pay. */
export const OrderConfirmed = event('orders', 'order', 'confirmed', {
  ...orderState,
  paymentId: PaymentId.nullable(),
});
export const OrderCancelled = event('orders', 'order', 'cancelled', { ...orderState, reason: z.string() });
export const OrderExpired = event('orders', 'order', 'expired', orderState);
/**
 * Every change of status, payment status or fulfilment status, for pages and mails; published beside the ones above. Only
 * an authorisation is left out: what it leads to follows at once.
 */
export const OrderStatusChanged = event('orders', 'order-status', 'changed', {
  orderId: OrderId,
  number: z.string(),
  userId: UserId,
  oldStatus: OrderStatus.nullable(),
  newStatus: OrderStatus,
  paymentStatus: PaymentStatusOfOrder,
  fulfilmentStatus: FulfilmentStatus,
  trackingNumber: z.string().optional(),
});
