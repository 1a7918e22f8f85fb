import type { OrderId } from '@arcade/contracts';
import { paymentIn } from '../domain/order-account.ts';
import type { ProviderCharge } from '../domain/provider-charge.ts';
import { observeCharge } from '../domain/observe-charge.ts';
import { applyNews } from './apply-news.ts';
import type { PaymentsContext } from './payments-context.ts';
import { tryRefresh } from './refresh-payment.ts';
import { settleAccount, settleClosed } from './settle-account.ts';
import { submitRefund } from './submit-refund.ts';

export interface ReconcileOptions {
  /** How far back the first pass looks at the provider. */
  readonly windowSeconds: number;
  /** What is younger is left to those who are working on it. */
  readonly quietSeconds: number;
  readonly batch: number;
}

/** A pass of comparing our books with the provider's; repairs go through the same guarded commands as everything. */
export function createReconciliation(ctx: PaymentsContext, options: ReconcileOptions): () => Promise<void> {
  let since = new Date(ctx.clock.now().getTime() - options.windowSeconds * 1000);
  return async () => {
    const started = ctx.clock.now().getTime();
    await resolveUndecided(ctx, options);
    await settleUnsettled(ctx, options);
    const watched = await compareCharges(ctx, since);
    since = new Date(Math.min(watched ?? Infinity, started - overlapMs));
  };
}

/** Charges just before the last pass are looked at again: provider's and our clocks differ. */
const overlapMs = 120_000;

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
      const account = await settleAccount(ctx, orderId);
      for (const { refundId, status } of account.refunds) {
        if (status === 'REQUESTED' || status === 'SUBMITTED') await submitRefund(ctx, orderId, refundId);
      }
    });
  }
}

/** One that cannot be repaired now must not keep the others waiting. */
async function attempt(
  { logger }: PaymentsContext,
  what: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<boolean> {
  return await work().then(
    () => true,
    (error: unknown) => {
      logger.error({ err: error, ...what }, 'not reconciled; the next pass tries again');
      return false;
    },
  );
}

/** Instant of the oldest charge that still has, or may get, money of no payment: the next pass starts there. */
async function compareCharges(ctx: PaymentsContext, since: Date): Promise<number | undefined> {
  let watched: number | undefined;
  for await (const charges of ctx.provider.list(since)) {
    const accounts = await ctx.accounts.loadMany([...new Set(charges.map(({ orderId }) => orderId))]);
    for (const charge of charges) {
      const account = accounts.get(charge.orderId) ?? nothing(charge.orderId);
      const done = await attempt(ctx, { providerId: charge.providerId }, () => applyNews(ctx, charge, account));
      const undecided = charge.status === 'requires-action' || charge.status === 'processing';
      const watch = undecided && !stands(account, charge, ctx.clock.now());
      if (watch || !done) watched = Math.min(watched ?? Infinity, charge.createdAt.getTime());
    }
  }
  return watched;
}

const nothing = (orderId: OrderId) => ({ orderId, closedReason: null, payments: [], refunds: [] });

/** Whether a payment of ours would take the money of this charge. */
const stands = (account: Parameters<typeof observeCharge>[0], charge: ProviderCharge, now: Date): boolean =>
  observeCharge(account, { ...charge, status: 'authorized' }, now).kind === 'known';
