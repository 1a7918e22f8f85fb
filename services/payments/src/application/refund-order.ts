import {
  DomainError,
  type EndpointBody,
  type OrderId,
  type paymentsApi,
  type RefundId,
  type RefundReason,
} from '@arcade/contracts';
import type { BillLeft, RefundParts } from '../domain/bill.ts';
import { partsGivenUp, requireWithin, type GivenUp } from '../domain/given-up.ts';
import {
  capturedPayment,
  paymentIn,
  refundable,
  refundIn,
  type OrderAccount,
  type Payment,
  type Refund,
} from '../domain/order-account.ts';
import { leftOf, requestRefund } from '../domain/request-refund.ts';
import { knowBill } from './know-bill.ts';
import type { PaymentsContext } from './payments-context.ts';
import { minorUnits } from './refund-payment.ts';
import { submitRefund } from './submit-refund.ts';

/** Units that an order gives up, as orders tells it. */
export type GivenUpOrder = EndpointBody<typeof paymentsApi.proposeRefund>;

export interface RefundOrder {
  readonly refundId: RefundId;
  readonly reason: RefundReason;
  readonly givenUp: GivenUpOrder;
}

/**
 * Gives back what units that an order gives up are still worth, once for an id; at most what is left.
 * @throws DomainError illegal-transition, currency-mismatch, invalid-request, dependency-unavailable
 */
export async function refundOrder(ctx: PaymentsContext, orderId: OrderId, command: RefundOrder): Promise<Refund> {
  const { refundId, reason, givenUp } = command;
  const known = await ctx.accounts.load(orderId);
  const { paymentId } = requireCaptured(known);
  await knowBill(ctx, known, paymentId);
  const requested = await ctx.accounts.update(orderId, (account) => {
    if (account.refunds.some((one) => one.refundId === refundId)) return [];
    const wish = wishOf(paymentIn(account, paymentId), givenUp);
    const parts = (left: BillLeft, most: number) => partsGivenUp(left, most, wish);
    return requestRefund(account, { refundId, paymentId, reason, note: null, parts, now: ctx.clock.now() });
  });
  return refundIn(await submitRefund(ctx, requested, refundId), refundId);
}

export interface Proposal {
  readonly payment: Payment;
  readonly left: BillLeft;
  readonly parts: RefundParts;
  /** What is left of the payment, in minor units. */
  readonly refundable: number;
}

/**
 * What that would give back now.
 * @throws DomainError illegal-transition, currency-mismatch, refund-exceeds-line, refund-exceeds-captured, invalid-request,
 * dependency-unavailable
 */
export async function proposeRefund(ctx: PaymentsContext, orderId: OrderId, givenUp: GivenUpOrder): Promise<Proposal> {
  const loaded = await ctx.accounts.load(orderId);
  const { paymentId } = requireCaptured(loaded);
  const account = await knowBill(ctx, loaded, paymentId);
  const payment = paymentIn(account, paymentId);
  const left = leftOf(account, payment, payment.bill ?? { lines: [], shipping: 0 });
  const wish = wishOf(payment, givenUp);
  requireWithin(left, wish);
  const most = refundable(account, payment);
  return { payment, left, parts: partsGivenUp(left, most, wish), refundable: most };
}

function requireCaptured(account: OrderAccount): Payment {
  const payment = capturedPayment(account);
  if (payment === undefined) throw new DomainError('illegal-transition', 'Nothing of this order has been captured');
  return payment;
}

const wishOf = (payment: Payment, { lines, shipping }: GivenUpOrder): GivenUp => ({
  lines: lines.map((line) => ({ ...line, amount: minorUnits(payment, line.amount) })),
  shipping: minorUnits(payment, shipping) ?? 0,
});
