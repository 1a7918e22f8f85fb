import { newId } from '@arcade/service-defaults';
import { DomainError, type RefundId } from '@arcade/contracts';
import { everything } from '../domain/bill.ts';
import { voidKey, type OrderAccount, type Payment } from '../domain/order-account.ts';
import { requestRefund } from '../domain/request-refund.ts';
import { settleSteps, type SettleStep } from '../domain/settlement.ts';
import { applyCharge } from './apply-charge.ts';
import { shortcomingOf } from './payment-provider.ts';
import type { PaymentsContext } from './payments-context.ts';
import { lookAfterUnknown, tryRefresh } from './refresh-payment.ts';
import { submitRefund } from './submit-refund.ts';

/** Look, then void or request, then submit: a settlement needs no more rounds. */
const maximumRounds = 4;

/** Gives back whatever a closed account has or still gets. Leaves what the provider has not decided. */
export async function settleAccount(ctx: PaymentsContext, known: OrderAccount): Promise<OrderAccount> {
  let account = known;
  const tried = new Set<string>();
  for (let round = 0; round < maximumRounds && account.closedReason !== null; round++) {
    const steps = settleSteps(account).filter((step) => !tried.has(nameOf(step)));
    if (steps.length === 0) break;
    for (const step of steps) {
      tried.add(nameOf(step));
      await perform(ctx, step);
    }
    account = await ctx.accounts.load(account.orderId);
  }
  return account;
}

/** After news from the provider: money for a closed account goes back at once. */
export const settleClosed = async (ctx: PaymentsContext, account: OrderAccount): Promise<OrderAccount> =>
  account.closedReason === null || settleSteps(account).length === 0 ? account : await settleAccount(ctx, account);

const nameOf = (step: SettleStep) =>
  `${step.kind}:${step.kind === 'submit-refund' ? step.refund.refundId : step.payment.paymentId}`;

async function perform(ctx: PaymentsContext, step: SettleStep): Promise<void> {
  switch (step.kind) {
    case 'look':
      await abandonStep(ctx, step.payment);
      break;
    case 'void':
      await voidPayment(ctx, step.payment);
      break;
    case 'request-refund':
      await requestFullRefund(ctx, step.payment);
      break;
    case 'submit-refund':
      await submitRefund(ctx, await ctx.accounts.load(step.refund.orderId), step.refund.refundId).catch(
        ignoreOvertaken,
      );
      break;
  }
}

/** Another refund was promised the money in between: the next round sees what is left. */
function ignoreOvertaken(error: unknown): void {
  if (!(error instanceof DomainError) || error.code !== 'refund-exceeds-captured') throw error;
}

/** Cancels at the provider what still waits for the shopper; what the bank is deciding, or has decided, stays. */
export async function abandonStep(ctx: PaymentsContext, payment: Payment): Promise<void> {
  const account = await tryRefresh(ctx, payment);
  const current = account.payments.find(({ paymentId }) => paymentId === payment.paymentId);
  if (current?.providerId != null && current.nextActionUrl !== null) await voidPayment(ctx, current);
}

async function voidPayment(ctx: PaymentsContext, payment: Payment): Promise<void> {
  const { orderId, paymentId, providerId, amount } = payment;
  if (providerId === null) return;
  const key = voidKey(payment);
  await ctx.accounts.update(orderId, () => [
    { kind: 'attempt-opened', key, paymentId, call: 'void', amount: amount.amount },
  ]);
  const answer = await ctx.provider.void({ key, providerId });
  if (answer.kind === 'answered') {
    await applyCharge(ctx, answer.result);
    await ctx.accounts.update(orderId, () => [
      { kind: 'attempts-settled', keys: [key], result: 'ANSWERED', detail: 'voided' },
    ]);
    return;
  }
  await ctx.accounts.update(orderId, () => [{ kind: 'attempts-settled', keys: [key], ...shortcomingOf(answer) }]);
  // Refused because it is captured, voided or expired by now: the charge itself tells.
  await (answer.kind === 'unknown' ? lookAfterUnknown(ctx, payment) : tryRefresh(ctx, payment));
}

const requestFullRefund = async (ctx: PaymentsContext, { orderId, paymentId }: Payment): Promise<unknown> =>
  await ctx.accounts.update(orderId, (account) => {
    const still = settleSteps(account).some(
      (step) => step.kind === 'request-refund' && step.payment.paymentId === paymentId,
    );
    if (!still) return [];
    const reason = account.closedReason ?? 'order-cancelled';
    const refundId = newId<RefundId>();
    return requestRefund(account, { refundId, paymentId, reason, note: null, parts: everything, now: ctx.clock.now() });
  });
