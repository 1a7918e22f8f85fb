import { DomainError } from '@arcade/contracts';
import { isOldNews } from '../domain/payment-machine.ts';
import { UnreadableCharge } from '../domain/provider-charge.ts';
import { applyNews } from './apply-news.ts';
import type { WebhookHint } from './payment-provider.ts';
import type { PaymentsContext } from './payments-context.ts';

/**
 * Takes a provider's event as a hint to look at a charge; most tell what the answer to our own call has told before, and are
 * over with that. It counts as received only when the look has succeeded, so
 * that the provider sends it again otherwise. What cannot be understood is kept for a person instead.
 * @throws DomainError invalid-signature, dependency-unavailable
 */
export async function receiveWebhook(
  ctx: PaymentsContext,
  body: Buffer,
  header: (name: string) => string | undefined,
): Promise<void> {
  const { provider, inbox } = ctx;
  const hint = provider.verifyWebhook(body, header);
  if (hint === undefined) throw new DomainError('invalid-signature');
  if (await isKnown(ctx, hint)) return;
  if (!(await inbox.receive(provider.name, hint.eventId, hint.type))) return;
  const fault = hint.fault ?? (await follow(ctx, hint));
  if (fault !== null) await keep(ctx, hint, body, fault);
  await inbox.done(provider.name, hint.eventId);
}

async function isKnown({ accounts }: PaymentsContext, { chargeId, says }: WebhookHint): Promise<boolean> {
  if (chargeId === null || says === null) return false;
  const status = await accounts.statusOfCharge(chargeId);
  return status !== undefined && isOldNews(status, says);
}

/** Looks at the charge. Answers why it could not be read, if so. */
async function follow(ctx: PaymentsContext, { chargeId }: WebhookHint): Promise<string | null> {
  if (chargeId === null) return null;
  try {
    const charge = await ctx.provider.find({ providerId: chargeId, key: '' });
    if (charge !== undefined) await applyNews(ctx, charge);
    return null;
  } catch (error) {
    if (error instanceof UnreadableCharge) return error.message;
    throw error;
  }
}

async function keep(ctx: PaymentsContext, { eventId, type }: WebhookHint, body: Buffer, reason: string): Promise<void> {
  const { name: provider } = ctx.provider;
  if (!(await ctx.unread.keep({ provider, eventId, type, reason, body: body.toString('utf8') }))) return;
  ctx.onUnread();
  ctx.logger.error({ provider, eventId, type, reason }, 'webhook not understood, kept for a person');
}
