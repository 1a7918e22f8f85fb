import * as z from 'zod';
import { ShippingAddressInput } from '../address.ts';
import { endpoint } from '../endpoint.ts';
import { CartId, OrderId, OrderItemId, UserId } from '../ids.ts';
import { Money, NonNegativeMoney } from '../money.ts';
import { PositiveCount } from '../numbers.ts';
import { pageOf, PageQuery } from '../paging.ts';
import { line } from '../text.ts';
import { Timestamp } from '../times.ts';
import { api } from './api.ts';
import { Order, OrderStatus, ReturnedStock, VisibleOrder, VisibleOrderSummary } from './order-views.ts';
import { Bill } from './payment-views.ts';

const byId = z.strictObject({ orderId: OrderId });
const OrderLine = z.strictObject({ orderItemId: OrderItemId, quantity: PositiveCount });
const OrderLines = z.array(OrderLine).min(1).max(100);

/** What a cancellation would give back. */
export const CancelPreview = z
  .object({
    amount: Money,
    /** Whether nothing of the order would be left: then what shipping has cost goes back, too. */
    wholeOrder: z.boolean(),
  })
  .meta({ id: 'CancelPreview' });
export type CancelPreview = z.infer<typeof CancelPreview>;

/** What a return would give back: the proposal, and how far it may be changed. */
export const ReturnPreview = z
  .object({
    amount: Money,
    lines: z.array(
      z.object({
        orderItemId: OrderItemId,
        quantity: PositiveCount,
        /** Units of the line that can be returned. */
        returnable: z.int().nonnegative(),
        /** Proposed for these units. */
        amount: Money,
        /** What can be given back of the line at most. */
        left: Money,
      }),
    ),
    /** Null where lines of others are part of the order. */
    shipping: z.object({ paid: Money, left: Money }).nullable(),
  })
  .meta({ id: 'ReturnPreview' });
export type ReturnPreview = z.infer<typeof ReturnPreview>;

export const ordersApi = api('orders', {
  placeOrder: endpoint({
    method: 'POST',
    path: '/orders',
    summary: 'Order the cart’s contents at this version and total; 409 price-changed or cart-changed otherwise',
    access: 'customer',
    idempotencyKey: 'required',
    body: z.strictObject({
      cartId: CartId,
      cartVersion: PositiveCount,
      expectedTotal: NonNegativeMoney,
      shippingAddress: ShippingAddressInput,
    }),
    responses: { 201: Order },
    problems: [
      'not-found',
      'cart-locked',
      'cart-changed',
      'cart-full',
      'cart-empty',
      'product-not-available',
      'currency-mismatch',
      'price-changed',
      'insufficient-stock',
    ],
  }),
  listOrders: endpoint({
    method: 'GET',
    path: '/orders',
    summary: 'My orders, newest first; `scope=merchant`: with my products; `scope=all`: every order, for admins',
    access: 'customer',
    query: PageQuery.extend({
      scope: z.enum(['mine', 'merchant', 'all']).default('mine'),
      status: OrderStatus.optional(),
    }),
    responses: { 200: pageOf(VisibleOrderSummary) },
    problems: ['forbidden'],
  }),
  getOrder: endpoint({
    method: 'GET',
    path: '/orders/{orderId}',
    summary: 'One order with its history',
    access: 'customer',
    params: byId,
    responses: { 200: VisibleOrder },
    headers: ['etag'],
  }),
  cancelOrder: endpoint({
    method: 'POST',
    path: '/orders/{orderId}/cancel',
    summary:
      'Cancel what is not shipped (merchants: of their lines), or units of it; money and stock go back by themselves',
    access: 'customer',
    ifMatch: 'optional',
    idempotencyKey: 'optional',
    params: byId,
    body: z.strictObject({ reason: line(200).optional(), lines: OrderLines.optional() }),
    responses: { 200: VisibleOrder },
    headers: ['etag'],
    problems: ['forbidden', 'illegal-transition'],
  }),
  previewCancel: endpoint({
    method: 'POST',
    path: '/orders/{orderId}/cancel/preview',
    summary:
      'What cancelling these units (all that are not shipped when none are named) would give back; changes nothing',
    access: 'customer',
    params: byId,
    body: z.strictObject({ lines: OrderLines.optional() }),
    responses: { 200: CancelPreview },
    problems: ['forbidden', 'illegal-transition'],
  }),
  startProcessing: endpoint({
    method: 'POST',
    path: '/orders/{orderId}/process',
    summary: 'Start picking',
    access: 'merchant',
    ifMatch: 'optional',
    params: byId,
    responses: { 200: VisibleOrder },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  shipOrder: endpoint({
    method: 'POST',
    path: '/orders/{orderId}/shipments',
    summary: 'Ship lines (all that are left when none are named) with a tracking number',
    access: 'merchant',
    ifMatch: 'optional',
    idempotencyKey: 'optional',
    params: byId,
    body: z.strictObject({
      carrier: line(60),
      trackingNumber: line(80),
      lines: OrderLines.optional(),
    }),
    responses: { 201: VisibleOrder },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  deliverShipment: endpoint({
    method: 'POST',
    path: '/orders/{orderId}/shipments/{shipmentId}/deliver',
    summary: 'Record that a shipment has arrived',
    access: 'merchant',
    ifMatch: 'optional',
    params: z.strictObject({ orderId: OrderId, shipmentId: z.uuid() }),
    responses: { 200: VisibleOrder },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  returnItems: endpoint({
    method: 'POST',
    path: '/orders/{orderId}/returns',
    summary:
      'Record returned units: each is restocked or written off, and refunded as proposed or as said, with a reason',
    access: 'merchant',
    ifMatch: 'optional',
    audit: { action: 'return.recorded', subject: 'orderId', details: ['lines'] },
    idempotencyKey: 'required',
    params: byId,
    body: z.strictObject({
      lines: z
        .array(
          OrderLine.extend({
            stock: ReturnedStock.default('restock'),
            /** Instead of what is proposed for these units. */
            amount: NonNegativeMoney.optional(),
          }),
        )
        .min(1)
        .max(100),
      /** Given back of what shipping has cost. */
      shipping: NonNegativeMoney.optional(),
      reason: line(200),
    }),
    responses: { 200: VisibleOrder },
    problems: ['illegal-transition', 'currency-mismatch', 'refund-exceeds-line', 'refund-exceeds-captured'],
  }),
  previewReturn: endpoint({
    method: 'POST',
    path: '/orders/{orderId}/returns/preview',
    summary:
      'What a return of these units (all that can be returned when none are named) would give back; changes nothing',
    access: 'merchant',
    params: byId,
    body: z.strictObject({ lines: OrderLines.optional() }),
    responses: { 200: ReturnPreview },
    problems: ['illegal-transition'],
  }),
  releaseHold: endpoint({
    method: 'POST',
    path: '/orders/{orderId}/release-hold',
    summary: 'Let an order be sent although its payment is disputed or charged back',
    access: 'admin',
    ifMatch: 'optional',
    audit: { action: 'hold.released', subject: 'orderId' },
    params: byId,
    body: z.strictObject({ reason: line(200) }),
    responses: { 200: Order },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  getPayableOrder: endpoint({
    method: 'GET',
    path: '/internal/orders/{orderId}/payable',
    summary: 'What an order costs and whether it can be paid now',
    access: 'service',
    callers: ['payments', 'carts'],
    params: byId,
    responses: {
      200: z.object({
        orderId: OrderId,
        userId: UserId,
        status: OrderStatus,
        version: PositiveCount,
        payable: z.boolean(),
        total: Money,
        bill: Bill,
        payUntil: Timestamp.nullable(),
      }),
    },
  }),
});
