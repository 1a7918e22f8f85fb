import { DomainError, type Identity, type OrderId, type PaymentId } from '@arcade/contracts';
import { newestPayment, paymentIn, type OrderAccount, type Payment } from '../domain/order-account.ts';
import { isUndecided } from '../domain/payment-machine.ts';
import type { PaymentsContext } from './payments-context.ts';
import { tryRefresh } from './refresh-payment.ts';
import { settleClosed } from './settle-account.ts';

export interface PaymentQuery {
  readonly orderId?: OrderId | undefined;
  readonly paymentId?: PaymentId | undefined;
}

/** @throws DomainError not-found, also for other people's payments */
export async function paymentStatus(
  ctx: PaymentsContext,
  identity: Identity,
  query: PaymentQuery,
): Promise<{ account: OrderAccount; payment: Payment }> {
  const account = await accountOf(ctx, query);
  const payment = pick(account, query);
  if (!maySee(identity, payment)) throw new DomainError('not-found');
  if (!isUndecided(payment.status)) return { account, payment };
  if (!(await ctx.accounts.claimRefresh(payment.paymentId, ctx.refreshSeconds))) return { account, payment };
  const fresh = await settleClosed(ctx, await tryRefresh(ctx, payment));
  return { account: fresh, payment: paymentIn(fresh, payment.paymentId) };
}

export const maySee = ({ userId, roles }: Identity, owned: { readonly userId: string }): boolean =>
  owned.userId === userId || roles.includes('admin');

async function accountOf({ accounts }: PaymentsContext, query: PaymentQuery): Promise<OrderAccount> {
  const { orderId, paymentId } = query;
  if (orderId === undefined && paymentId === undefined) {
    const detail = 'Name an orderId or a paymentId';
    throw new DomainError('invalid-request', detail, {
      errors: [{ pointer: '/query/orderId', detail, code: 'required' }],
    });
  }
  const found = orderId ?? (paymentId === undefined ? undefined : await accounts.orderOfPayment(paymentId));
  if (found === undefined) throw new DomainError('not-found');
  return await accounts.load(found);
}

function pick(account: OrderAccount, { paymentId }: PaymentQuery): Payment {
  const payment = paymentId === undefined ? newestPayment(account) : paymentIn(account, paymentId);
  if (payment === undefined) throw new DomainError('not-found');
  return payment;
}
