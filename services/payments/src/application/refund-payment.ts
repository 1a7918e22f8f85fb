import {
  DomainError,
  type Money,
  type OrderItemId,
  type PaymentId,
  type RefundId,
  type RefundReason,
} from '@arcade/contracts';
import { partsByHand } from '../domain/by-hand.ts';
import { paymentIn, refundIn, type OrderAccount, type Payment, type Refund } from '../domain/order-account.ts';
import { exceedsCaptured, requestRefund } from '../domain/request-refund.ts';
import { knowBill } from './know-bill.ts';
import type { PaymentsContext } from './payments-context.ts';
import { submitRefund } from './submit-refund.ts';

export interface RefundPayment {
  /** Makes it happen once: a request with a known id only tells how it went. */
  readonly refundId: RefundId;
  readonly amount?: Money | undefined;
  readonly reason: RefundReason;
  readonly note?: string | undefined;
  readonly lines: readonly {
    readonly orderItemId: OrderItemId;
    readonly quantity: number;
    readonly amount?: Money | undefined;
  }[];
  readonly shipping?: Money | undefined;
}

/**
 * Gives money back by hand.
 * @throws DomainError not-found, illegal-transition, currency-mismatch, refund-exceeds-captured, refund-exceeds-line,
 * invalid-request
 */
export async function refundPayment(
  ctx: PaymentsContext,
  paymentId: PaymentId,
  command: RefundPayment,
): Promise<Refund> {
  const orderId = await ctx.accounts.orderOfPayment(paymentId);
  if (orderId === undefined) throw new DomainError('not-found');
  const { refundId } = command;
  await knowBill(ctx, await ctx.accounts.load(orderId), paymentId);
  const requested = await ctx.accounts.update(orderId, (account) =>
    account.refunds.some((known) => known.refundId === refundId)
      ? []
      : request(account, paymentId, command, ctx.clock.now()),
  );
  return refundIn(await submitRefund(ctx, requested, refundId), refundId);
}

function request(account: OrderAccount, paymentId: PaymentId, command: RefundPayment, now: Date) {
  const { refundId, reason, note = null, lines, amount, shipping } = command;
  const payment = paymentIn(account, paymentId);
  const minor = (money: Money | undefined) => minorUnits(payment, money);
  return requestRefund(account, {
    refundId,
    paymentId,
    reason,
    note,
    now,
    parts: (left, refundable) => {
      const whole = minor(amount);
      const wishes = lines.map((line) => ({ ...line, amount: minor(line.amount) }));
      if (refundable === 0 || (whole !== undefined && whole > refundable && lines.length === 0)) {
        throw exceedsCaptured({ amount: refundable, currencyCode: payment.amount.currencyCode });
      }
      return partsByHand(left, refundable, { amount: whole, lines: wishes, shipping: minor(shipping) ?? 0 });
    },
  });
}

/** @throws DomainError currency-mismatch */
export function minorUnits({ amount }: Pick<Payment, 'amount'>, money: Money | undefined): number | undefined {
  if (money !== undefined && money.currencyCode !== amount.currencyCode) throw new DomainError('currency-mismatch');
  return money?.amount;
}
