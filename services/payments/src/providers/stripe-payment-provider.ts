import { Stripe } from 'stripe';
import type { PaymentProvider, ProviderAnswer, WebhookHint } from '../application/payment-provider.ts';
import type { ProviderCharge } from '../domain/provider-charge.ts';
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
    async find({ providerId, key }) {
      if (providerId !== null) {
        const intent = await stripe.paymentIntents.retrieve(providerId, { expand });
        return intent.metadata['scope'] === scope ? await completed(intent) : undefined;
      }
      const query = `metadata['key']:'${key}' AND metadata['scope']:'${scope}'`;
      const found = await stripe.paymentIntents.search({ query, limit: 1, expand: ['data.latest_charge.refunds'] });
      return found.data[0] === undefined ? undefined : await completed(found.data[0]);
    },
    list,
    verifyWebhook(body, header) {
      try {
        return hintOf(stripe.webhooks.constructEvent(body, header('stripe-signature') ?? '', webhookSecret));
      } catch {
        return undefined;
      }
    },
  };
}

function hintOf(event: Stripe.Event): WebhookHint {
  const object = event.data.object as { object: string; id?: string; payment_intent?: string | { id: string } | null };
  const intent = object.object === 'payment_intent' ? object.id : object.payment_intent;
  const chargeId = typeof intent === 'object' ? (intent?.id ?? null) : (intent ?? null);
  return { eventId: event.id, type: event.type, chargeId };
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
