import * as z from 'zod';
import { endpoint } from '../endpoint.ts';
import { OrderId, OrderItemId, PaymentId, RefundId } from '../ids.ts';
import { NonNegativeMoney, PositiveMoney } from '../money.ts';
import { PositiveCount } from '../numbers.ts';
import { pageOf, PageQuery } from '../paging.ts';
import { lines, token } from '../text.ts';
import { api } from './api.ts';
import { UnreadWebhook, RefundReason, Refund, Payment, RefundProposal, Settlement } from './payment-views.ts';

/** Units of a line that an order gives up: cancelled before they went out, or returned. */
const GivenUpLine = z.strictObject({
  orderItemId: OrderItemId,
  quantity: PositiveCount.max(999),
  /**
   * How many units of the line are given up by now, these included: only those beyond the units that are paid back are
   * due. Without it, none of these can have been paid back by hand.
   */
  givenUp: z.int().positive().max(999).optional(),
  /** Instead of what the units have cost; what is left of the line at most. */
  amount: NonNegativeMoney.optional(),
});
const GivenUp = z.strictObject({
  lines: z.array(GivenUpLine).min(1).max(200),
  shipping: NonNegativeMoney.optional(),
});

const byOrder = z.strictObject({ orderId: OrderId });
const byPayment = z.strictObject({ paymentId: PaymentId });

export const paymentsApi = api('payments', {
  initiatePayment: endpoint({
    method: 'POST',
    path: '/payments/initiate',
    summary:
      'Pay an order with a provider’s token; the answer may ask for a step (`nextAction`). A payment that waits for its step gives way to a new one; 409 payment-in-progress tells of one that cannot',
    access: 'customer',
    rateClass: 'payment',
    idempotencyKey: 'required',
    body: z.strictObject({
      orderId: OrderId,
      paymentMethod: z.strictObject({
        type: z.literal('card'),
        token: token(3, 200).meta({ example: 'tok_visa' }),
      }),
      /** Where the provider sends the shopper back to after a step; a path of the shop. */
      returnPath: z
        .string()
        .regex(/^\/(?!\/)[\w\-/?=&]*$/)
        .max(300)
        .optional(),
    }),
    responses: { 201: Payment },
    problems: ['not-found', 'order-not-payable', 'payment-in-progress'],
  }),
  getPaymentStatus: endpoint({
    method: 'GET',
    path: '/payments/status',
    summary: 'The newest payment of an order, or one payment; asks the provider when it is undecided',
    access: 'customer',
    query: z.strictObject({ orderId: OrderId.optional(), paymentId: PaymentId.optional() }),
    responses: { 200: Payment },
    problems: ['not-found'],
  }),
  listPayments: endpoint({
    method: 'GET',
    path: '/payments',
    summary: 'My payments, newest first; all, for admins',
    access: 'customer',
    query: PageQuery.extend({ orderId: OrderId.optional() }),
    responses: { 200: pageOf(Payment) },
  }),
  requestRefund: endpoint({
    method: 'POST',
    path: '/payments/{paymentId}/refunds',
    summary:
      'Refund units of lines and shipping, or an amount that is spread over what is left of them; all that is left when nothing is named',
    access: 'admin',
    audit: { action: 'refund.requested', subject: 'paymentId', details: ['amount', 'reason'] },
    rateClass: 'payment',
    idempotencyKey: 'required',
    params: byPayment,
    body: z.strictObject({
      /** The whole refund; what the named units have cost when absent. */
      amount: PositiveMoney.optional(),
      reason: RefundReason,
      note: lines(500, { min: 0 }).optional(),
      lines: z
        .array(
          z.strictObject({
            orderItemId: OrderItemId,
            quantity: PositiveCount,
            /** Instead of what the units have cost; not together with an amount for the whole. */
            amount: NonNegativeMoney.optional(),
          }),
        )
        .max(100)
        .default([]),
      /** How much of it is for shipping. */
      shipping: NonNegativeMoney.optional(),
    }),
    responses: { 201: Refund },
    problems: ['illegal-transition', 'currency-mismatch', 'refund-exceeds-captured', 'refund-exceeds-line'],
  }),
  getRefund: endpoint({
    method: 'GET',
    path: '/payments/refunds/{refundId}',
    summary: 'One refund',
    access: 'customer',
    params: z.strictObject({ refundId: RefundId }),
    responses: { 200: Refund },
  }),
  receiveWebhook: endpoint({
    method: 'POST',
    path: '/payments/webhooks/{provider}',
    summary: 'The provider’s events; a signed hint, the truth is fetched from the provider',
    access: 'public',
    consumes: ['application/json'],
    params: z.strictObject({ provider: z.enum(['sandbox', 'stripe']) }),
    responses: { 202: null },
    problems: ['invalid-signature'],
  }),
  listUnreadWebhooks: endpoint({
    method: 'GET',
    path: '/admin/payments/webhooks',
    summary: 'Webhooks with the provider’s signature that could not be understood',
    access: 'admin',
    query: PageQuery,
    responses: { 200: pageOf(UnreadWebhook) },
  }),
  dismissUnreadWebhook: endpoint({
    method: 'POST',
    path: '/admin/payments/webhooks/{eventId}/dismiss',
    summary: 'Strike a webhook from that list, once somebody has seen to it',
    access: 'admin',
    audit: { action: 'webhook.dismissed', subject: 'eventId' },
    params: z.strictObject({ eventId: token(1, 100) }),
    responses: { 204: null },
  }),
  getOrderPayment: endpoint({
    method: 'GET',
    path: '/internal/payments/orders/{orderId}',
    summary: 'The newest payment of an order, if any',
    access: 'service',
    callers: ['orders'],
    params: byOrder,
    responses: { 200: z.object({ payment: Payment.nullable() }) },
  }),
  captureOrder: endpoint({
    method: 'POST',
    path: '/internal/payments/orders/{orderId}/capture',
    summary: 'Capture the authorised payment of an order once; replays tell how it went',
    access: 'service',
    callers: ['orders'],
    params: byOrder,
    body: z.strictObject({ amount: PositiveMoney }),
    responses: { 200: Settlement },
    problems: ['illegal-transition'],
  }),
  cancelOrderPayment: endpoint({
    method: 'POST',
    path: '/internal/payments/orders/{orderId}/cancel',
    summary: 'Undo whatever was taken for an order: void or refund in full, and refuse further payments',
    access: 'service',
    callers: ['orders'],
    params: byOrder,
    body: z.strictObject({ reason: RefundReason }),
    responses: { 200: Settlement },
    problems: ['illegal-transition'],
  }),
  refundOrder: endpoint({
    method: 'POST',
    path: '/internal/payments/orders/{orderId}/refunds/{refundId}',
    summary: 'Give back what cancelled or returned units are still worth; the id makes it happen once',
    access: 'service',
    callers: ['orders'],
    params: z.strictObject({ orderId: OrderId, refundId: RefundId }),
    body: GivenUp.extend({ reason: RefundReason }),
    responses: { 200: Refund },
    problems: ['illegal-transition', 'currency-mismatch', 'refund-exceeds-captured', 'refund-exceeds-line'],
  }),
  proposeRefund: endpoint({
    method: 'POST',
    path: '/internal/payments/orders/{orderId}/refund-proposal',
    summary: 'What cancelled or returned units are still worth; changes nothing',
    access: 'service',
    callers: ['orders'],
    params: byOrder,
    body: GivenUp,
    responses: { 200: RefundProposal },
    problems: ['illegal-transition', 'currency-mismatch', 'refund-exceeds-captured', 'refund-exceeds-line'],
  }),
});
