import { DomainError, type OrderId, type RefundId } from '@arcade/contracts';
import { applyChanges, moveRefund, type Change } from '../domain/change.ts';
import { countRefunds, observeRefund } from '../domain/observe-charge.ts';
import {
  authorisationKey,
  paymentIn,
  refundIn,
  refundKey,
  type Failure,
  type OrderAccount,
  type Payment,
  type Refund,
} from '../domain/order-account.ts';
import { fitsAgain } from '../domain/request-refund.ts';
import { furthestRefund, type ProviderRefund } from '../domain/provider-charge.ts';
import { shortcomingOf } from './payment-provider.ts';
import type { PaymentsContext } from './payments-context.ts';
import { tryRefresh } from './refresh-payment.ts';

/** A bank that refuses for good is not asked, and not written about, all the time. */
const retryAfterMs = 600_000;

/**
 * Sends a requested refund to the provider, always under its one key. Safe to repeat: a provider may have forgotten
 * the key, so that what has been sent before is looked up first.
 * @throws DomainError not-found, refund-exceeds-captured when a failed one no longer fits
 */
export async function submitRefund(
  ctx: PaymentsContext,
  account: OrderAccount,
  refundId: RefundId,
): Promise<OrderAccount> {
  const { orderId } = account;
  const refund = refundIn(account, refundId);
  const sentBefore = refund.status === 'SUBMITTED' || refund.status === 'FAILED';
  if (!sentBefore) return await send(ctx, orderId, refundId);
  if (!isDue(refund, ctx.clock.now())) return account;
  const seen = await lookUp(ctx, paymentIn(account, refund.paymentId), refundKey(refundId));
  if (seen === 'unknown') return account;
  if (seen === undefined || seen.status === 'failed') return await send(ctx, orderId, refundId);
  return await record(ctx, orderId, refund, seen);
}

const isDue = ({ status, updatedAt }: Refund, now: Date): boolean =>
  status !== 'FAILED' || now.getTime() - updatedAt.getTime() >= retryAfterMs;

async function lookUp(
  { provider, logger }: PaymentsContext,
  { orderId, attemptNo, providerId }: Payment,
  key: string,
): Promise<ProviderRefund | 'unknown' | undefined> {
  try {
    const charge = await provider.find({ providerId, key: authorisationKey(orderId, attemptNo) });
    return charge === undefined ? undefined : furthestRefund(charge, key);
  } catch (error) {
    logger.warn({ err: error, key }, 'the provider cannot tell about a refund; asked again later');
    return 'unknown';
  }
}

async function send(ctx: PaymentsContext, orderId: OrderId, refundId: RefundId): Promise<OrderAccount> {
  const key = refundKey(refundId);
  const submitted = await ctx.accounts.update(orderId, (account) =>
    submit(account, refundIn(account, refundId), ctx.clock.now()),
  );
  const refund = refundIn(submitted, refundId);
  const payment = paymentIn(submitted, refund.paymentId);
  if (refund.status !== 'SUBMITTED' || payment.providerId === null) return submitted;
  const { providerId } = payment;
  const answer = await ctx.provider.refund({ key, providerId, refundId, amount: refund.amount });
  await ctx.failpoints.hit('payments.after-refund');
  if (answer.kind === 'unknown') {
    await ctx.accounts.update(orderId, () => [{ kind: 'attempts-settled', keys: [key], ...shortcomingOf(answer) }]);
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

function submit(account: OrderAccount, refund: Refund, now: Date): readonly Change[] {
  const { refundId, paymentId, amount, status } = refund;
  if (status !== 'REQUESTED' && status !== 'FAILED') return [];
  if (!isDue(refund, now)) return [];
  // A failed one holds no money: others may have been promised it meanwhile.
  if (status === 'FAILED' && !fitsAgain(account, refund)) {
    throw new DomainError('refund-exceeds-captured');
  }
  return [
    moveRefund(refund, 'submit', { failureCode: null }, now),
    { kind: 'attempt-opened', key: refundKey(refundId), paymentId, call: 'refund', amount: amount.amount },
  ];
}

const record = async (ctx: PaymentsContext, orderId: OrderId, { refundId }: Refund, seen: ProviderRefund) =>
  await ctx.accounts.update(orderId, (account) => {
    const changes = observeAgain(account, refundIn(account, refundId), seen, ctx.clock.now());
    const after = applyChanges(account, changes);
    const payment = paymentIn(after, refundIn(after, refundId).paymentId);
    return [...changes, ...countRefunds(after, payment, ctx.clock.now())];
  });

/** As any look, and a failed one that the provider turns out to be working on is under way again. */
const observeAgain = (account: OrderAccount, refund: Refund, seen: ProviderRefund, now: Date): readonly Change[] =>
  refund.status === 'FAILED' && seen.status === 'pending'
    ? [moveRefund(refund, 'submit', { providerId: seen.providerId, failureCode: null }, now)]
    : observeRefund(account, seen, now);
