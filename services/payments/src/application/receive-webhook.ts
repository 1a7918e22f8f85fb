import { DomainError } from '@arcade/contracts';
import { applyNews } from './apply-news.ts';
import type { PaymentsContext } from './payments-context.ts';

/**
 * Takes a provider's event as a hint to look at a charge. It counts as received only when the look has succeeded, so
 * that the provider sends it again otherwise.
 * @throws DomainError invalid-signature
 */
export async function receiveWebhook(
  ctx: PaymentsContext,
  body: Buffer,
  header: (name: string) => string | undefined,
): Promise<void> {
  const { provider, inbox } = ctx;
  const hint = provider.verifyWebhook(body, header);
  if (hint === undefined) throw new DomainError('invalid-signature');
  const { eventId, type, chargeId } = hint;
  if (!(await inbox.receive(provider.name, eventId, type))) return;
  if (chargeId !== null) {
    const charge = await provider.find({ providerId: chargeId, key: '' });
    if (charge !== undefined) await applyNews(ctx, charge);
  }
  await inbox.done(provider.name, eventId);
}
