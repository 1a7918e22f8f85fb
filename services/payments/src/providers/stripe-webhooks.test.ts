import { expect, test } from '@jest/globals';
import { createStripe, createStripePaymentProvider } from './stripe-payment-provider.ts';

const secret = 'whsec_of_a_test_that_is_long';
const stripe = createStripe('sk_test_x', 1000);
const provider = createStripePaymentProvider({ stripe, webhookSecret: secret, scope: 'arcade' });

test('takes only webhooks that stripe has signed', () => {
  const object = { object: 'refund', id: 're_1', payment_intent: 'pi_1' };
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'refund.updated', data: { object } });
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret });
  expect(provider.verifyWebhook(Buffer.from(payload), () => signature)).toEqual({
    eventId: 'evt_1',
    type: 'refund.updated',
    chargeId: 'pi_1',
    says: null,
    fault: null,
  });
  expect(provider.verifyWebhook(Buffer.from(`${payload} `), () => signature)).toBeUndefined();
});

test.each([
  ['about an intent', { object: { object: 'payment_intent', id: 'pi_1' } }, 'pi_1', null],
  [
    'with an intent that is spread out',
    { object: { object: 'dispute', payment_intent: { id: 'pi_1' } } },
    'pi_1',
    null,
  ],
  ['about no intent', { object: { object: 'customer', id: 'cus_1' } }, null, null],
  ['with fields nobody knows', { object: { object: 'refund', payment_intent: 'pi_1', new: [] }, new: 1 }, 'pi_1', null],
  ['without an object', {}, null, expect.stringContaining('data.object')],
  ['without data', undefined, null, expect.stringContaining('data')],
  ['about an intent without an id', { object: { object: 'payment_intent' } }, null, expect.any(String)],
  ['about an intent of another type', { object: { object: 'refund', payment_intent: 7 } }, null, expect.any(String)],
])('reads a signed webhook %s', (_, data, chargeId, fault) => {
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'some.thing', data });
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret });
  const hint = { eventId: 'evt_1', type: 'some.thing', chargeId, says: null, fault };
  expect(provider.verifyWebhook(Buffer.from(payload), () => signature)).toEqual(hint);
});

test.each([
  ['payment_intent.amount_capturable_updated', 'authorized'],
  ['payment_intent.succeeded', 'captured'],
  ['payment_intent.canceled', null],
  ['charge.refunded', null],
])('%s says %s', (type, says) => {
  const object = { object: 'payment_intent', id: 'pi_1' };
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret });
  expect(provider.verifyWebhook(Buffer.from(payload), () => signature)?.says).toBe(says);
});

test.each(['no JSON', 'null', '[]', '7', '{"object":"event"}'])('has a name for the signed webhook %s', (payload) => {
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret });
  const read = () => provider.verifyWebhook(Buffer.from(payload), () => signature);
  expect(read()).toMatchObject({ eventId: expect.stringMatching(/^sha256-\w{64}$/), fault: expect.any(String) });
  expect(read()).toEqual(read());
});
