import { paymentIn } from '../domain/order-account.ts';
import { attempt } from './attempt.ts';
import { createChargeComparison, type CompareOptions } from './compare-charges.ts';
import type { PaymentsContext } from './payments-context.ts';
import { tryRefresh } from './refresh-payment.ts';
import { settleAccount, settleClosed } from './settle-account.ts';
import { submitRefund } from './submit-refund.ts';

export interface ReconcileOptions extends CompareOptions {
  /** What is younger is left to those who are working on it. */
  readonly quietSeconds: number;
}

/** A pass of comparing our books with the provider's; repairs go through the same guarded commands as everything. */
export function createReconciliation(ctx: PaymentsContext, options: ReconcileOptions): () => Promise<void> {
  const compareCharges = createChargeComparison(ctx, options);
  return async () => {
    await resolveUndecided(ctx, options);
    await settleUnsettled(ctx, options);
    await compareCharges();
  };
}

async function resolveUndecided(ctx: PaymentsContext, { quietSeconds, batch }: ReconcileOptions): Promise<void> {
  for (const { orderId, paymentId, ageSeconds } of await ctx.accounts.undecided(quietSeconds, batch)) {
    await attempt(ctx, { paymentId }, async () => {
      if (!(await ctx.accounts.claimRefresh(paymentId, ctx.refreshSeconds))) return;
      const payment = paymentIn(await ctx.accounts.load(orderId), paymentId);
      await settleClosed(ctx, await tryRefresh(ctx, payment, ageSeconds >= ctx.giveUpSeconds));
    });
  }
}

async function settleUnsettled(ctx: PaymentsContext, { quietSeconds, batch }: ReconcileOptions): Promise<void> {
  for (const orderId of await ctx.accounts.unsettled(quietSeconds, batch)) {
    await attempt(ctx, { orderId }, async () => {
      if (!(await ctx.accounts.claimSettlement(orderId, ctx.refreshSeconds))) return;
      const account = await settleAccount(ctx, await ctx.accounts.load(orderId));
      for (const { refundId, status } of account.refunds) {
        if (status === 'REQUESTED' || status === 'SUBMITTED')
          await submitRefund(ctx, await ctx.accounts.load(orderId), refundId);
      }
    });
  }
}
