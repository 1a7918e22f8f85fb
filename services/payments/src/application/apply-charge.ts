import { DomainError } from '@arcade/contracts';
import type { OrderAccount } from '../domain/order-account.ts';
import { observeCharge } from '../domain/observe-charge.ts';
import { capturedLeft, moneyHeld, type ProviderCharge } from '../domain/provider-charge.ts';
import type { PaymentsContext } from './payments-context.ts';

/** Brings an account up to what its provider says. Gives money back that belongs to no payment. */
export async function applyCharge(ctx: PaymentsContext, charge: ProviderCharge): Promise<OrderAccount> {
  let orphan = false;
  const observe = (current: OrderAccount) => {
    const seen = observeCharge(current, charge, ctx.clock.now());
    orphan = seen.kind === 'orphan';
    return seen.kind === 'known' ? seen.changes : [];
  };
  const origin = { actor: ctx.provider.name, cause: charge.providerId };
  const account = await ctx.accounts.update(charge.orderId, observe, origin);
  if (orphan) await returnOrphan(ctx, charge);
  return account;
}

/**
 * Gives back what no payment stands for. What was seen may be old by now: a second look decides.
 * @throws DomainError dependency-unavailable when the provider has not confirmed it; somebody has to look again
 */
export async function returnOrphan(ctx: PaymentsContext, seen: ProviderCharge): Promise<void> {
  const { provider, logger, onOrphan } = ctx;
  const { providerId, key } = seen;
  const charge = await provider.find({ providerId, key });
  if (charge === undefined || !moneyHeld(charge)) return;
  logger.error(
    { providerId, key, orderId: charge.orderId, status: charge.status },
    'money without a payment goes back',
  );
  const taken = charge.status === 'authorized' ? 'authorization' : 'capture';
  const answer = await (taken === 'capture'
    ? provider.refund({ key: `orphan:${providerId}:refund`, providerId, refundId: null, amount: leftIn(charge) })
    : provider.void({ key: `orphan:${providerId}:void`, providerId }));
  if (answer.kind !== 'answered') {
    throw new DomainError('dependency-unavailable', 'Money without a payment is not back yet', {
      cause: answer.kind === 'refused' ? answer.code : answer.detail,
    });
  }
  onOrphan(taken);
}

const leftIn = (charge: ProviderCharge) => ({ amount: capturedLeft(charge), currencyCode: charge.currencyCode });
