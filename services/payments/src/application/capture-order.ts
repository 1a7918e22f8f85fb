import type { Money, OrderId, Settlement } from '@arcade/contracts';
import type { Change } from '../domain/change.ts';
import { captureKey, livePayment, type OrderAccount, type Payment } from '../domain/order-account.ts';
import { isUndecided } from '../domain/payment-machine.ts';
import { captureOutcome, settlement } from '../domain/settlement.ts';
import { applyCharge } from './apply-charge.ts';
import { shortcomingOf } from './payment-provider.ts';
import type { PaymentsContext } from './payments-context.ts';
import { lookAfterUnknown, tryRefresh } from './refresh-payment.ts';

/** Takes an order's authorised money, at most once. Called again it tells how it went. */
export async function captureOrder(ctx: PaymentsContext, orderId: OrderId, amount: Money): Promise<Settlement> {
  const open = (current: OrderAccount) => openCapture(current, amount);
  let account = await ctx.accounts.update(orderId, open);
  const known = livePayment(account);
  if (known !== undefined && isUndecided(known.status)) {
    await tryRefresh(ctx, known);
    account = await ctx.accounts.update(orderId, open);
  }
  const payment = capturable(account);
  if (payment === undefined || payment.providerId === null) return captureOutcome(account);
  if (!isSame(payment.amount, amount)) {
    ctx.logger.error({ orderId, asked: amount, authorised: payment.amount }, 'capture of another amount refused');
    return settlement('refused', payment);
  }
  return await capturePayment(ctx, payment, payment.providerId);
}

/** The intent is durable before the provider is asked. */
function openCapture(account: OrderAccount, amount: Money): readonly Change[] {
  const payment = capturable(account);
  if (payment === undefined || !isSame(payment.amount, amount)) return [];
  const { paymentId } = payment;
  return [{ kind: 'attempt-opened', key: captureKey(payment), paymentId, call: 'capture', amount: amount.amount }];
}

function capturable(account: OrderAccount): Payment | undefined {
  const payment = account.closedReason === null ? livePayment(account) : undefined;
  return payment?.status === 'AUTHORIZED' ? payment : undefined;
}

const isSame = (a: Money, b: Money): boolean => a.amount === b.amount && a.currencyCode === b.currencyCode;

async function capturePayment(ctx: PaymentsContext, payment: Payment, providerId: string): Promise<Settlement> {
  const key = captureKey(payment);
  await ctx.failpoints.hit('payments.before-capture');
  const answer = await ctx.provider.capture({ key, providerId, amount: payment.amount });
  await ctx.failpoints.hit('payments.after-capture');
  if (answer.kind === 'answered') return captureOutcome(await applyCharge(ctx, answer.result));
  await ctx.accounts.update(payment.orderId, () => [
    { kind: 'attempts-settled', keys: [key], ...shortcomingOf(answer) },
  ]);
  if (answer.kind === 'unknown') return captureOutcome(await lookAfterUnknown(ctx, payment));
  const after = captureOutcome(await tryRefresh(ctx, payment));
  return after.outcome === 'pending' ? { ...after, outcome: 'refused' } : after;
}
