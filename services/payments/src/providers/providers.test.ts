import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '@arcade/service-defaults';
import type { PaymentProvider } from '../application/payment-provider.ts';
import { createSandboxPaymentProvider } from './sandbox-payment-provider.ts';
import { createStripe, createStripePaymentProvider } from './stripe-payment-provider.ts';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly body: string;
}
type Answer = { readonly status: number; readonly json: unknown } | 'hang';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function upstream(answer: (seen: Seen) => Answer) {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const request = {
        method: req.method ?? '',
        path: req.url ?? '',
        key: req.headers['idempotency-key'] as string | undefined,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(request);
      const given = answer(request);
      if (given !== 'hang') {
        res.writeHead(given.status, { 'content-type': 'application/json' }).end(JSON.stringify(given.json));
      }
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { seen, port: (server.address() as AddressInfo).port };
}

const amount = { amount: 1500, currencyCode: 'USD' };
const orderId = '01900000-0000-7000-8000-000000000001';
const request = {
  key: `order:${orderId}:1:auth`,
  orderId,
  paymentId: '01900000-0000-7000-8000-000000000002',
  amount,
  token: 'tok_visa',
  returnUrl: 'http://shop.test/orders/1',
};
const secret = 'whsec_of_a_test_that_is_long';

const intent = (more: object = {}) => ({
  id: 'pi_1',
  object: 'payment_intent',
  amount: 1500,
  amount_received: 0,
  currency: 'usd',
  status: 'requires_capture',
  metadata: { orderId, key: request.key, scope: 'arcade' },
  latest_charge: {
    id: 'ch_1',
    object: 'charge',
    disputed: false,
    payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } },
    refunds: { object: 'list', data: [] },
  },
  next_action: null,
  last_payment_error: null,
  created: 1_700_000_000,
  ...more,
});

describe('stripe', () => {
  const provider = async (answer: (seen: Seen) => Answer) => {
    const { seen, port } = await upstream(answer);
    const stripe = createStripe('sk_test_x', 1000, { host: '127.0.0.1', port, protocol: 'http' });
    return { seen, stripe, provider: createStripePaymentProvider({ stripe, webhookSecret: secret, scope: 'arcade' }) };
  };

  test('authorises by a confirmed intent with manual capture under our key', async () => {
    const { provider: stripe, seen } = await provider(() => ({ status: 200, json: intent() }));
    const answer = await stripe.authorise(request);
    expect(answer).toMatchObject({
      kind: 'answered',
      result: {
        providerId: 'pi_1',
        status: 'authorized',
        currencyCode: 'USD',
        method: { brand: 'visa', last4: '4242' },
      },
    });
    const form = new URLSearchParams(seen[0]?.body);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/payment_intents', key: request.key });
    expect(Object.fromEntries(form)).toMatchObject({
      amount: '1500',
      currency: 'usd',
      confirm: 'true',
      capture_method: 'manual',
      payment_method: 'tok_visa',
      'metadata[key]': request.key,
      'metadata[scope]': 'arcade',
    });
  });

  test.each([
    ['requires_action', 'requires-action'],
    ['processing', 'processing'],
    ['succeeded', 'captured'],
    ['canceled', 'voided'],
    ['requires_payment_method', 'failed'],
  ])('reads an intent that %s as %s', async (status, expected) => {
    const { provider: stripe } = await provider(() => ({ status: 200, json: intent({ status }) }));
    expect(await stripe.find({ providerId: 'pi_1', key: '' })).toMatchObject({ status: expected });
  });

  test('reads the shopper’s step, the dispute, the decline and the refunds', async () => {
    const more = {
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { url: 'https://bank.test' } },
      last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'lost_card', message: 'no' },
    };
    const refund = { id: 're_1', object: 'refund', amount: 5, status: 'pending', metadata: { key: 'refund:1' } };
    const disputed = { ...intent().latest_charge, disputed: true, refunds: { object: 'list', data: [refund] } };
    const { provider: stripe } = await provider(({ path }) => ({
      status: 200,
      json: path.startsWith('/v1/disputes')
        ? { object: 'list', data: [{ status: 'under_review' }], has_more: false }
        : path.includes('pi_2')
          ? intent({ latest_charge: disputed })
          : intent(more),
    }));
    expect(await stripe.find({ providerId: 'pi_1', key: '' })).toMatchObject({
      nextActionUrl: 'https://bank.test',
      failure: { code: 'lost_card', message: 'no' },
    });
    expect(await stripe.find({ providerId: 'pi_2', key: '' })).toMatchObject({
      status: 'disputed',
      disputeOutcome: null,
      refunds: [{ providerId: 're_1', key: 'refund:1', status: 'pending', amount: 5 }],
    });
  });

  test.each([
    [['won'], 'won'],
    [['warning_closed'], 'won'],
    [['lost'], 'lost'],
    [['won', 'needs_response'], null],
    [['won', 'lost'], 'lost'],
    [[], null],
  ])('reads disputes that are %j as %s, looked up and listed', async (statuses, outcome) => {
    const { provider: stripe } = await provider(({ path }) => {
      const charge = intent({ status: 'succeeded', latest_charge: { ...intent().latest_charge, disputed: true } });
      const data = path.startsWith('/v1/disputes') ? statuses.map((status) => ({ status })) : [charge];
      const one = path.startsWith('/v1/payment_intents/pi_1');
      return { status: 200, json: one ? charge : { object: 'list', data, has_more: false } };
    });
    const disputed = { status: 'disputed', disputeOutcome: outcome };
    expect(await stripe.find({ providerId: 'pi_1', key: '' })).toMatchObject(disputed);
    for await (const page of stripe.list(new Date(0))) expect(page).toMatchObject([disputed]);
  });

  test('looks up all refunds of a charge that has more than it carries', async () => {
    const refund = (n: number) => ({ id: `re_${n}`, amount: 1, status: 'succeeded', metadata: { key: `refund:${n}` } });
    const charge = { ...intent().latest_charge, refunds: { object: 'list', data: [refund(1)], has_more: true } };
    const { provider: stripe, seen } = await provider(({ path }) => ({
      status: 200,
      json: path.startsWith('/v1/refunds')
        ? { object: 'list', data: [refund(1), refund(2)], has_more: false }
        : intent({ latest_charge: charge }),
    }));
    const found = await stripe.find({ providerId: 'pi_1', key: '' });
    expect(found?.refunds.map(({ key }) => key)).toEqual(['refund:1', 'refund:2']);
    expect(seen[1]?.path).toBe('/v1/refunds?payment_intent=pi_1&limit=100');
  });

  test.each<[string, Answer, string]>([
    ['a declined card', { status: 402, json: { error: { type: 'card_error', code: 'card_declined' } } }, 'refused'],
    ['a bad request', { status: 400, json: { error: { type: 'invalid_request_error' } } }, 'refused'],
    ['a key used otherwise', { status: 400, json: { error: { type: 'idempotency_error' } } }, 'unknown'],
    ['a 500', { status: 500, json: { error: { type: 'api_error' } } }, 'unknown'],
    ['no answer', 'hang', 'unknown'],
  ])('takes %s for %s', async (_, answer, kind) => {
    const { provider: stripe } = await provider(() => answer);
    expect((await stripe.authorise(request)).kind).toBe(kind);
  });

  test('captures, voids, refunds and looks up by key', async () => {
    const refund = { id: 're_1', object: 'refund', amount: 700, status: 'succeeded', metadata: { key: 'refund:1' } };
    const { provider: stripe, seen } = await provider(({ path }) => ({
      status: 200,
      json: path.startsWith('/v1/refunds')
        ? refund
        : path.includes('search')
          ? { object: 'search_result', data: [intent()], has_more: false }
          : intent({ status: 'succeeded', amount_received: 1500 }),
    }));
    expect(await stripe.capture({ key: 'k1', providerId: 'pi_1', amount })).toMatchObject({
      result: { status: 'captured', capturedAmount: 1500 },
    });
    await stripe.void({ key: 'k2', providerId: 'pi_1' });
    const refunded = await stripe.refund({ key: 'refund:1', providerId: 'pi_1', refundId: null, amount });
    expect(refunded).toMatchObject({ kind: 'answered', result: { status: 'succeeded', key: 'refund:1' } });
    expect(await stripe.find({ providerId: null, key: request.key })).toMatchObject({ providerId: 'pi_1' });
    expect(seen.map(({ path, key }) => [path.split('?')[0], key])).toEqual([
      ['/v1/payment_intents/pi_1/capture', 'k1'],
      ['/v1/payment_intents/pi_1/cancel', 'k2'],
      ['/v1/refunds', 'refund:1'],
      ['/v1/payment_intents/search', undefined],
    ]);
    expect(decodeURIComponent(seen[3]?.path ?? '')).toContain(request.key);
  });

  test('lists only this shop’s charges, page by page', async () => {
    const foreign = intent({ id: 'pi_2', metadata: { scope: 'another shop' } });
    const { provider: stripe } = await provider(({ path }) => ({
      status: 200,
      json: path.includes('starting_after')
        ? { object: 'list', data: [intent({ id: 'pi_3' })], has_more: false }
        : { object: 'list', data: [intent(), foreign], has_more: true },
    }));
    const ids = [];
    for await (const page of stripe.list(new Date(0))) ids.push(...page.map(({ providerId }) => providerId));
    expect(ids).toEqual(['pi_1', 'pi_3']);
  });

  test.each<[string, Answer, object]>([
    ['Stripe does not answer', 'hang', { code: 'dependency-unavailable', fields: { dependency: 'stripe' } }],
    ['Stripe fails', { status: 500, json: { error: { type: 'api_error' } } }, { code: 'dependency-unavailable' }],
    ['it is not a charge', { status: 200, json: { hello: 1 } }, { name: 'UnreadableCharge' }],
  ])('cannot look up a charge while %s', async (_, answer, error) => {
    const { provider: stripe } = await provider(() => answer);
    await expect(stripe.find({ providerId: 'pi_1', key: '' })).rejects.toMatchObject(error);
  });

  test('knows no charge that Stripe does not know', async () => {
    const error = { type: 'invalid_request_error', code: 'resource_missing' };
    const { provider: stripe } = await provider(() => ({ status: 404, json: { error } }));
    expect(await stripe.find({ providerId: 'pi_gone', key: '' })).toBeUndefined();
  });
});

describe('sandbox', () => {
  const provider = async (answer: (seen: Seen) => Answer): Promise<PaymentProvider> => {
    const url = `http://127.0.0.1:${(await upstream(answer)).port}`;
    return createSandboxPaymentProvider({ url, webhookSecret: secret, clock: systemClock, timeoutMs: 300 });
  };

  test.each<[string, Answer, string]>([
    ['a refusal', { status: 402, json: { error: { code: 'card_declined', message: 'no' } } }, 'refused'],
    [
      'a key used otherwise',
      { status: 409, json: { error: { code: 'idempotency_mismatch', message: '' } } },
      'unknown',
    ],
    ['a 500', { status: 500, json: { error: { code: 'internal', message: '' } } }, 'unknown'],
    ['an answer that makes no sense', { status: 200, json: { hello: 1 } }, 'unknown'],
    ['no answer', 'hang', 'unknown'],
  ])('takes %s for %s', async (_, answer, kind) => {
    expect((await (await provider(() => answer)).authorise(request)).kind).toBe(kind);
  });

  test.each<[string, Answer, object]>([
    ['it does not answer', 'hang', { code: 'dependency-unavailable', fields: { dependency: 'sandbox' } }],
    ['it fails', { status: 500, json: {} }, { code: 'dependency-unavailable' }],
    ['what it answers is no charge', { status: 200, json: { hello: 1 } }, { name: 'UnreadableCharge' }],
  ])('cannot look up a charge while %s', async (_, answer, error) => {
    const sandbox = await provider(() => answer);
    await expect(sandbox.find({ providerId: 'ch_1', key: '' })).rejects.toMatchObject(error);
    await expect(sandbox.find({ providerId: null, key: 'k' })).rejects.toMatchObject(error);
  });

  test('refuses webhooks with a wrong, an old or no signature', async () => {
    const sandbox = await provider(() => 'hang');
    const body = Buffer.from(JSON.stringify({ id: 'evt_1', type: 'charge.captured', data: { charge: 'ch_1' } }));
    const sign = (seconds: number, key = secret) => {
      const mac = createHmac('sha256', key).update(`${seconds}.`).update(body).digest('hex');
      return `t=${seconds},v1=${mac}`;
    };
    const now = Math.floor(Date.now() / 1000);
    expect(sandbox.verifyWebhook(body, () => sign(now))).toMatchObject({ eventId: 'evt_1', chargeId: 'ch_1' });
    expect(sandbox.verifyWebhook(body, () => sign(now - 3600))).toBeUndefined();
    expect(sandbox.verifyWebhook(body, () => sign(now, 'another secret'))).toBeUndefined();
    expect(sandbox.verifyWebhook(body, () => undefined)).toBeUndefined();
  });
});
