import * as z from 'zod';
import { OrderId, OrderItemId, PaymentId, RefundId, UserId } from '../ids.ts';
import { Money } from '../money.ts';
import { PositiveCount } from '../numbers.ts';
import { Timestamp } from '../times.ts';

export const PaymentStatus = z
  .enum([
    'CREATED',
    'REQUIRES_ACTION',
    'PROCESSING',
    'AUTHORIZED',
    'PARTIALLY_CAPTURED',
    'CAPTURED',
    'VOIDED',
    'CANCELLED',
    'EXPIRED',
    'FAILED',
    'DISPUTED',
    'CHARGED_BACK',
  ])
  .meta({ id: 'PaymentStatus' });
export type PaymentStatus = z.infer<typeof PaymentStatus>;

/** How far a payment has come: late and repeated news of an earlier state never move it back. */
export const paymentRank: Readonly<Record<PaymentStatus, number>> = {
  CREATED: 0,
  REQUIRES_ACTION: 1,
  PROCESSING: 2,
  AUTHORIZED: 3,
  PARTIALLY_CAPTURED: 4,
  CAPTURED: 5,
  DISPUTED: 6,
  CHARGED_BACK: 7,
  VOIDED: 8,
  CANCELLED: 8,
  EXPIRED: 8,
  FAILED: 8,
};

export const RefundStatus = z
  .enum(['REQUESTED', 'SUBMITTED', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'REVERSED'])
  .meta({ id: 'RefundStatus' });
export type RefundStatus = z.infer<typeof RefundStatus>;

/** Only what a provider gives back about an instrument; a card number never comes here. */
export const PaymentMethod = z
  .object({ type: z.literal('card'), brand: z.string(), last4: z.string().regex(/^\d{4}$/) })
  .meta({ id: 'PaymentMethod' });

/** A signed event of the provider that has not the shape it should have; kept until a person has seen to it. */
export const UnreadWebhook = z
  .object({
    eventId: z.string(),
    type: z.string(),
    /** What is wrong with it. */
    reason: z.string(),
    receivedAt: Timestamp,
    /** As it came. */
    body: z.string(),
  })
  .meta({ id: 'UnreadWebhook' });

export const RefundReason = z
  .enum(['customer-request', 'order-cancelled', 'late-payment', 'returned', 'damaged', 'duplicate', 'fraud', 'other'])
  .meta({ id: 'RefundReason' });
export type RefundReason = z.infer<typeof RefundReason>;

/** What a refund gives back of one line of the order. */
export const RefundLine = z
  .object({
    orderItemId: OrderItemId,
    /** Units that are paid back by it; 0 for money that leaves the units sold. */
    quantity: z.int().nonnegative(),
    amount: Money,
  })
  .meta({ id: 'RefundLine' });
export type RefundLine = z.infer<typeof RefundLine>;

export const Refund = z
  .object({
    refundId: RefundId,
    paymentId: PaymentId,
    amount: Money,
    currencyCode: z.string(),
    status: RefundStatus,
    reason: RefundReason,
    note: z.string().nullable(),
    /** Together with `shipping` the whole amount. */
    lines: z.array(RefundLine),
    shipping: Money,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Refund' });
export type Refund = z.infer<typeof Refund>;

export const Payment = z
  .object({
    paymentId: PaymentId,
    userId: UserId,
    orderId: OrderId,
    amount: Money,
    currencyCode: z.string(),
    capturedAmount: Money,
    refundedAmount: Money,
    status: PaymentStatus,
    paymentMethod: PaymentMethod.nullable(),
    /** A step the shopper has to take with the provider, e.g. 3-D Secure. */
    nextAction: z.object({ type: z.literal('redirect'), url: z.string() }).nullable(),
    /** Why it failed, in the provider's words made harmless. */
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
    refunds: z.array(Refund),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Payment' });
export type Payment = z.infer<typeof Payment>;

/** What an order costs, to the minor unit: each line after discounts, and shipping. */
export const Bill = z
  .object({
    lines: z.array(z.object({ orderItemId: OrderItemId, quantity: PositiveCount, paid: Money })),
    shipping: Money,
  })
  .meta({ id: 'Bill' });
export type Bill = z.infer<typeof Bill>;

/** What giving up units would give back, by the rule that refunds follow. */
export const RefundProposal = z
  .object({
    amount: Money,
    lines: z.array(
      RefundLine.extend({
        /** What can be given back of the line at most. */
        left: Money,
      }),
    ),
    shipping: z.object({ paid: Money, left: Money }),
    /** What can be given back of the payment at most. */
    refundable: Money,
  })
  .meta({ id: 'RefundProposal' });
export type RefundProposal = z.infer<typeof RefundProposal>;

/** Where an order's money stands after a command of the saga. */
export const Settlement = z
  .object({
    outcome: z.enum([
      /** The whole total is captured. */
      'captured',
      /** Nothing is authorised or captured any more. */
      'settled',
      /** The provider has not decided; ask again. */
      'pending',
      /** The provider refused for good. */
      'refused',
    ]),
    paymentId: PaymentId.nullable(),
    capturedAmount: Money.nullable(),
    refundedAmount: Money.nullable(),
  })
  .meta({ id: 'Settlement' });
export type Settlement = z.infer<typeof Settlement>;
