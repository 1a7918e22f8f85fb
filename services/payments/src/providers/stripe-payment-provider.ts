import { DomainError } from '@arcade/contracts';
import { Stripe } from 'stripe';
import * as z from 'zod';
import type { PaymentProvider, ProviderAnswer } from '../application/payment-provider.ts';
import { UnreadableCharge, type ProviderCharge, type ToldStatus } from '../domain/provider-charge.ts';
import { ProviderId, readWebhook } from './read-webhook.ts';
import { chargeFromIntent, outcomeOfDisputes, refundFromStripe } from './stripe-charge.ts';

export interface StripeProviderOptions {
  readonly stripe: Stripe;
  readonly webhookSecret: string;
  /** Tags our charges, so that a shared account's other charges are left alone. */
  readonly scope: string;
}

/** Retries belong to whoever knows the key, so the SDK makes none. */
export const createStripe = (apiKey: string, timeoutMs: number, options: Partial<Stripe.StripeConfig> = {}): Stripe =>
  new Stripe(apiKey, { timeout: timeoutMs, maxNetworkRetries: 0, telemetry: false, ...options });

const expand = ['latest_charge.refunds'];

/** Stripe with manual capture: one PaymentIntent is one attempt to pay. */
export function createStripePaymentProvider({ stripe, webhookSecret, scope }: StripeProviderOptions): PaymentProvider {
  async function* list(since: Date): AsyncIterable<readonly ProviderCharge[]> {
    let after = {};
    for (;;) {
      const page = await stripe.paymentIntents.list({
        created: { gte: Math.floor(since.getTime() / 1000) },
        limit: 100,
        expand: ['data.latest_charge.refunds'],
        ...after,
      });
      yield await Promise.all(page.data.filter(({ metadata }) => metadata['scope'] === scope).map(completed));
      const last = page.data.at(-1);
      if (!page.has_more || last === undefined) return;
      after = { starting_after: last.id };
    }
  }

  /** A charge carries only its newest refunds, and of a dispute only that there was one: the rest is asked for. */
  async function completed(intent: Stripe.PaymentIntent): Promise<ProviderCharge> {
    const charge = chargeFromIntent(intent);
    const { latest_charge: latest } = intent;
    const all = { payment_intent: intent.id, limit: 100 };
    const moreRefunds = typeof latest === 'object' && latest?.refunds?.has_more === true;
    return {
      ...charge,
      ...(moreRefunds ? { refunds: (await stripe.refunds.list(all)).data.map(refundFromStripe) } : {}),
      ...(charge.status === 'disputed'
        ? { disputeOutcome: outcomeOfDisputes((await stripe.disputes.list(all)).data) }
        : {}),
    };
  }

  return {
    name: 'stripe',
    authorise: ({ key, orderId, paymentId, amount, token, returnUrl }) =>
      answered(async () => {
        const intent = await stripe.paymentIntents.create(
          {
            amount: amount.amount,
            currency: amount.currencyCode.toLowerCase(),
            payment_method: token,
            allowed_payment_method_types: ['card'],
            capture_method: 'manual',
            confirm: true,
            return_url: returnUrl,
            metadata: { orderId, paymentId, key, scope },
            expand,
          },
          { idempotencyKey: key },
        );
        return chargeFromIntent(intent);
      }),
    capture: ({ key, providerId, amount }) =>
      answered(async () => {
        const change = { amount_to_capture: amount.amount, expand };
        return chargeFromIntent(await stripe.paymentIntents.capture(providerId, change, { idempotencyKey: key }));
      }),
    void: ({ key, providerId }) =>
      answered(async () =>
        chargeFromIntent(await stripe.paymentIntents.cancel(providerId, { expand }, { idempotencyKey: key })),
      ),
    refund: ({ key, providerId, refundId, amount }) =>
      answered(async () => {
        const metadata = { key, scope, ...(refundId === null ? {} : { refundId }) };
        const asked = { payment_intent: providerId, amount: amount.amount, metadata };
        return refundFromStripe(await stripe.refunds.create(asked, { idempotencyKey: key }));
      }),
    find: ({ providerId, key }) =>
      looked(async () => {
        if (providerId !== null) {
          const intent = await stripe.paymentIntents.retrieve(providerId, { expand });
          return intent.metadata['scope'] === scope ? await completed(intent) : undefined;
        }
        const query = `metadata['key']:'${key}' AND metadata['scope']:'${scope}'`;
        const found = await stripe.paymentIntents.search({ query, limit: 1, expand: ['data.latest_charge.refunds'] });
        return found.data[0] === undefined ? undefined : await completed(found.data[0]);
      }),
    list,
    verifyWebhook(body, header) {
      try {
        stripe.webhooks.constructEvent(body, header('stripe-signature') ?? '', webhookSecret);
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError) return undefined;
      }
      return readWebhook(body, intentOf, toldBy);
    },
  };
}

const Intent = z.union([ProviderId, z.object({ id: ProviderId }).transform(({ id }) => id)]);
const StripeEvent = z.object({
  data: z.object({
    object: z.union([
      z.object({ object: z.literal('payment_intent'), id: ProviderId }).transform(({ id }) => id),
      z
        .object({ object: z.string().regex(/^(?!payment_intent$)/), payment_intent: Intent.nullish() })
        .transform((about) => about.payment_intent ?? null),
    ]),
  }),
});

const toldBy = new Map<string, ToldStatus>([
  ['payment_intent.amount_capturable_updated', 'authorized'],
  ['payment_intent.succeeded', 'captured'],
]);

/** The intent that an event is about. @throws ZodError */
const intentOf = (event: unknown): string | null => StripeEvent.parse(event).data.object;

/** @throws DomainError dependency-unavailable, UnreadableCharge */
async function looked<Found>(look: () => Promise<Found | undefined>): Promise<Found | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw new UnreadableCharge(String(error));
    if (error.statusCode === 404) return undefined;
    const cause = `${error.type} ${error.message}`;
    throw new DomainError('dependency-unavailable', 'The payment provider does not answer', {
      dependency: 'stripe',
      cause,
    });
  }
}

async function answered<Result>(work: () => Promise<Result>): Promise<ProviderAnswer<Result>> {
  try {
    return { kind: 'answered', result: await work() };
  } catch (error) {
    return answerOf(error);
  }
}

/** Only a clear no is a refusal; a key used with other parameters or a failed call leaves the outcome open. */
function answerOf<Result>(error: unknown): ProviderAnswer<Result> {
  if (error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError) {
    return { kind: 'refused', code: error.decline_code ?? error.code ?? error.type, message: error.message };
  }
  return { kind: 'unknown', detail: String(error) };
}
