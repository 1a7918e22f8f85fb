import type { OrderId, RefundId } from '@arcade/contracts';
import { applyChanges, moveRefund, type Change } from '../domain/change.ts';
import { countRefunds, observeRefund } from '../domain/observe-charge.ts';
import {
  paymentIn,
  refundIn,
  refundKey,
  type Failure,
  type OrderAccount,
  type Refund,
} from '../domain/order-account.ts';
import type { ProviderRefund } from '../domain/provider-charge.ts';
import type { PaymentsContext } from './payments-context.ts';
import { tryRefresh } from './refresh-payment.ts';

/** Sends a requested refund to the provider, always under its one key. Safe to repeat. */
export async function submitRefund(ctx: PaymentsContext, orderId: OrderId, refundId: RefundId): Promise<OrderAccount> {
  const key = refundKey(refundId);
  const submitted = await ctx.accounts.update(orderId, (account) =>
    submit(refundIn(account, refundId), ctx.clock.now()),
  );
  const refund = refundIn(submitted, refundId);
  const payment = paymentIn(submitted, refund.paymentId);
  if (refund.status !== 'SUBMITTED' || payment.providerId === null) return submitted;
  const { providerId } = payment;
  const answer = await ctx.provider.refund({ key, providerId, refundId, amount: refund.amount });
  await ctx.failpoints.hit('payments.after-refund');
  if (answer.kind === 'unknown') {
    const { detail } = answer;
    await ctx.accounts.update(orderId, () => [{ kind: 'attempt-settled', key, result: 'UNKNOWN', detail }]);
    return await tryRefresh(ctx, payment);
  }
  return await record(ctx, orderId, refund, answer.kind === 'answered' ? answer.result : refusedRefund(refund, answer));
}

const refusedRefund = (refund: Refund, { code, message }: Failure): ProviderRefund => ({
  providerId: refund.providerId,
  key: refundKey(refund.refundId),
  status: 'failed',
  amount: refund.amount.amount,
  failure: { code, message },
});

function submit(refund: Refund, now: Date): readonly Change[] {
  const { refundId, paymentId, amount, status } = refund;
  if (status !== 'REQUESTED' && status !== 'FAILED') return [];
  return [
    moveRefund(refund, 'submit', { failureCode: null }, now),
    { kind: 'attempt-opened', key: refundKey(refundId), paymentId, call: 'refund', amount: amount.amount },
  ];
}

const record = async (ctx: PaymentsContext, orderId: OrderId, { refundId }: Refund, seen: ProviderRefund) =>
  await ctx.accounts.update(orderId, (account) => {
    const changes = observeRefund(account, seen, ctx.clock.now());
    const after = applyChanges(account, changes);
    const payment = paymentIn(after, refundIn(after, refundId).paymentId);
    return [...changes, ...countRefunds(after, payment, ctx.clock.now())];
  });
