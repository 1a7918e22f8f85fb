import { DomainError } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import type { OrderAccount } from '../domain/order-account.ts';
import { observeCharge } from '../domain/observe-charge.ts';
import { capturedLeft, moneyHeld, type ProviderCharge } from '../domain/provider-charge.ts';
import type { PaymentsContext } from './payments-context.ts';

/** Brings an account up to what its provider says. Gives back what belongs to no payment. */
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
  const taken = charge === undefined ? undefined : takenBy(charge);
  if (charge === undefined || taken === undefined) return;
  const { orderId, status } = charge;
  logger.error({ providerId, key, orderId, status }, 'a charge without a payment goes back');
  // Voids may be repeated; under one key a provider would replay its first refusal as long as it keeps the key.
  const answer = await (taken === 'capture'
    ? provider.refund({ key: `orphan:${providerId}:refund`, providerId, refundId: null, amount: leftIn(charge) })
    : provider.void({ key: `orphan:${providerId}:void:${newId()}`, providerId }));
  if (answer.kind !== 'answered') {
    throw new DomainError('dependency-unavailable', 'Money without a payment is not back yet', {
      cause: answer.kind === 'refused' ? answer.code : answer.detail,
    });
  }
  if (taken !== 'nothing') onOrphan(taken);
}

/** What there is to give back. What the bank is deciding cannot be called off: undefined. */
function takenBy(charge: ProviderCharge): 'authorization' | 'capture' | 'nothing' | undefined {
  if (charge.status === 'requires-action') return 'nothing';
  if (charge.status === 'authorized') return 'authorization';
  return moneyHeld(charge) ? 'capture' : undefined;
}

const leftIn = (charge: ProviderCharge) => ({ amount: capturedLeft(charge), currencyCode: charge.currencyCode });
