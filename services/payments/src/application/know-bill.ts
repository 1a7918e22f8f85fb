import { DomainError, type Bill as ToldBill, type PaymentId } from '@arcade/contracts';
import type { Bill } from '../domain/bill.ts';
import type { OrderAccount } from '../domain/order-account.ts';
import type { PaymentsContext } from './payments-context.ts';

/** What an order says it costs; amounts are in the currency of its total. */
export const billOf = ({ lines, shipping }: ToldBill): Bill => ({
  lines: lines.map(({ orderItemId, quantity, paid }) => ({ orderItemId, quantity, paid: paid.amount })),
  shipping: shipping.amount,
});

/**
 * The account with what this payment pays for: one that was opened by an earlier version asks its order.
 * @throws DomainError dependency-unavailable
 */
export async function knowBill(
  ctx: PaymentsContext,
  account: OrderAccount,
  paymentId: PaymentId,
): Promise<OrderAccount> {
  if (!lacksBill(account, paymentId)) return account;
  const { bill: told } = await ctx.payableOrder(account.orderId);
  if (told === undefined) throw new DomainError('dependency-unavailable', 'The order does not tell its lines yet');
  const bill = billOf(told);
  return await ctx.accounts.update(account.orderId, (current) =>
    lacksBill(current, paymentId) ? [{ kind: 'billed', paymentId, bill }] : [],
  );
}

const lacksBill = ({ payments }: OrderAccount, paymentId: PaymentId): boolean =>
  payments.some((payment) => payment.paymentId === paymentId && payment.bill === null);
