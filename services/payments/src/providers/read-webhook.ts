import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { WebhookHint } from '../application/payment-provider.ts';
import type { ToldStatus } from '../domain/provider-charge.ts';

/** Ids of a provider, as they stand in our tables and in its paths. */
export const ProviderId = z.string().regex(/^[\x21-\x7e]{1,100}$/);

const Named = z.object({ id: ProviderId, type: z.string().min(1).max(100) });

/**
 * Reads a webhook that has the provider's signature. One of an unexpected shape is a hint with its `fault`: it would
 * come again as it is.
 * @param chargeOf finds the id of the charge in the event, null when it is about none; throws when that cannot be told
 * @param says types of events that tell a charge's state by themselves
 */
export function readWebhook(
  body: Buffer,
  chargeOf: (event: unknown) => string | null,
  says: ReadonlyMap<string, ToldStatus>,
): WebhookHint {
  let event: unknown;
  try {
    event = JSON.parse(body.toString('utf8'));
    const { id, type } = Named.parse(event);
    return { eventId: id, type, chargeId: chargeOf(event), says: says.get(type) ?? null, fault: null };
  } catch (error) {
    const { id, type } = Named.partial().catch({}).parse(event);
    const eventId = id ?? `sha256-${createHash('sha256').update(body).digest('hex')}`;
    const fault = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { eventId, type: type ?? 'unknown', chargeId: null, says: null, fault: fault.slice(0, 500) };
  }
}
