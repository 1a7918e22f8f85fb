import type { Money, OrderId, Settlement } from '@arcade/contracts';
import { captureKey, livePayment, type OrderAccount, type Payment } from '../domain/order-account.ts';
import { isUndecided } from '../domain/payment-machine.ts';
import { captureOutcome, settlement } from '../domain/settlement.ts';
import { applyCharge } from './apply-charge.ts';
import type { PaymentsContext } from './payments-context.ts';
import { tryRefresh } from './refresh-payment.ts';

/** Takes an order's authorised money, at most once. Called again it tells how it went. */
export async function captureOrder(ctx: PaymentsContext, orderId: OrderId, amount: Money): Promise<Settlement> {
  let account = await ctx.accounts.load(orderId);
  const known = livePayment(account);
  if (known !== undefined && isUndecided(known.status)) account = await tryRefresh(ctx, known);
  const payment = livePayment(account);
  if (payment?.status !== 'AUTHORIZED' || account.closedReason !== null) return captureOutcome(account);
  if (payment.amount.amount !== amount.amount || payment.amount.currencyCode !== amount.currencyCode) {
    ctx.logger.error({ orderId, asked: amount, authorised: payment.amount }, 'capture of another amount refused');
    return settlement('refused', payment);
  }
  return await capturePayment(ctx, payment);
}

async function capturePayment(ctx: PaymentsContext, payment: Payment): Promise<Settlement> {
  const { orderId, providerId } = payment;
  const key = captureKey(orderId);
  const opened = await ctx.accounts.update(orderId, (account) =>
    mayCapture(account)
      ? [{ kind: 'attempt-opened', key, paymentId: payment.paymentId, call: 'capture', amount: payment.amount.amount }]
      : [],
  );
  if (!mayCapture(opened) || providerId === null) return captureOutcome(opened);
  await ctx.failpoints.hit('payments.before-capture');
  const answer = await ctx.provider.capture({ key, providerId, amount: payment.amount });
  await ctx.failpoints.hit('payments.after-capture');
  if (answer.kind === 'answered') return captureOutcome(await applyCharge(ctx, answer.result));
  const result = answer.kind === 'unknown' ? 'UNKNOWN' : 'REFUSED';
  const detail = answer.kind === 'unknown' ? answer.detail : answer.code;
  await ctx.accounts.update(orderId, () => [{ kind: 'attempt-settled', key, result, detail }]);
  const after = captureOutcome(await tryRefresh(ctx, payment));
  return answer.kind === 'refused' && after.outcome === 'pending' ? { ...after, outcome: 'refused' } : after;
}

const mayCapture = (account: OrderAccount) =>
  account.closedReason === null && livePayment(account)?.status === 'AUTHORIZED';
