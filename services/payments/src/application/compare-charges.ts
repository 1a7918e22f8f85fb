import type { OrderId } from '@arcade/contracts';
import type { OrderAccount } from '../domain/order-account.ts';
import { observeCharge } from '../domain/observe-charge.ts';
import type { ProviderCharge } from '../domain/provider-charge.ts';
import { applyNews } from './apply-news.ts';
import { attempt } from './attempt.ts';
import type { PaymentsContext } from './payments-context.ts';

export interface CompareOptions {
  /** How far back passes look at the provider. */
  readonly windowSeconds: number;
  /** Charges older than that which one pass looks at. */
  readonly batch: number;
}

type Reference = Pick<ProviderCharge, 'providerId' | 'key'>;

/** Charges just before the last pass are looked at again: provider's and our clocks differ. */
const overlapMs = 120_000;

/**
 * Compares the provider's charges with our books, each pass from where the last one has left nothing open. What stays
 * open for longer than the window is looked at by itself, so that one charge never makes every pass list all since.
 */
export function createChargeComparison(
  ctx: PaymentsContext,
  { windowSeconds, batch }: CompareOptions,
): () => Promise<void> {
  const windowMs = windowSeconds * 1000;
  let since = ctx.clock.now().getTime() - windowMs;
  const overdue = new Map<string, Reference>();
  return async () => {
    const started = ctx.clock.now().getTime();
    for (const reference of [...overdue.values()].slice(0, batch)) await lookAgain(ctx, overdue, reference);
    const open = await compareSince(ctx, new Date(since));
    const young = open.filter(({ createdAt }) => createdAt.getTime() >= started - windowMs);
    since = Math.min(started - overlapMs, ...young.map(({ createdAt }) => createdAt.getTime()));
    for (const { providerId, key } of open.filter((charge) => !young.includes(charge))) {
      overdue.set(providerId, { providerId, key });
    }
    ctx.onOverdue(overdue.size);
  };
}

/** The charges that are still not in order. */
async function compareSince(ctx: PaymentsContext, since: Date): Promise<readonly ProviderCharge[]> {
  const open: ProviderCharge[] = [];
  for await (const charges of ctx.provider.list(since)) {
    const accounts = await ctx.accounts.loadMany([...new Set(charges.map(({ orderId }) => orderId))]);
    for (const charge of charges) {
      if (await staysOpen(ctx, charge, accounts.get(charge.orderId) ?? nothing(charge.orderId))) open.push(charge);
    }
  }
  return open;
}

/** Those that a pass has no time for are the first of the next. */
async function lookAgain(ctx: PaymentsContext, overdue: Map<string, Reference>, reference: Reference): Promise<void> {
  const { providerId } = reference;
  overdue.delete(providerId);
  overdue.set(providerId, reference);
  await attempt(ctx, { providerId }, async () => {
    const charge = await ctx.provider.find(reference);
    const open = charge !== undefined && (await staysOpen(ctx, charge, await ctx.accounts.load(charge.orderId)));
    if (!open) overdue.delete(providerId);
  });
}

/** Brings our books up to a charge, or gives its money back. True when that has to be tried again. */
async function staysOpen(ctx: PaymentsContext, charge: ProviderCharge, account: OrderAccount): Promise<boolean> {
  const done = await attempt(ctx, { providerId: charge.providerId }, () => applyNews(ctx, charge, account));
  // The bank may still authorise it: nobody would take that money.
  const mayBecomeOrphan =
    charge.status === 'processing' && observeCharge(account, charge, ctx.clock.now()).kind === 'orphan';
  return !done || mayBecomeOrphan;
}

const nothing = (orderId: OrderId): OrderAccount => ({ orderId, closedReason: null, payments: [], refunds: [] });
