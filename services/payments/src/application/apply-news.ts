import type { OrderAccount } from '../domain/order-account.ts';
import { observeCharge } from '../domain/observe-charge.ts';
import type { ProviderCharge } from '../domain/provider-charge.ts';
import { applyCharge, returnOrphan } from './apply-charge.ts';
import type { PaymentsContext } from './payments-context.ts';
import { settleClosed } from './settle-account.ts';

/** For charges that come unasked (webhooks, lists): most bring nothing new and take no lock. */
export async function applyNews(ctx: PaymentsContext, charge: ProviderCharge, known?: OrderAccount): Promise<void> {
  const before = known ?? (await ctx.accounts.load(charge.orderId));
  const seen = observeCharge(before, charge, ctx.clock.now());
  if (seen.kind === 'orphan') await returnOrphan(ctx, charge);
  else if (seen.changes.length > 0) await settleClosed(ctx, await applyCharge(ctx, charge));
}
