import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStripeMock, type StripeMock } from '@arcade/testing';
import type { PaymentProvider } from '../application/payment-provider.ts';
import { createStripe, createStripePaymentProvider } from './stripe-payment-provider.ts';

/**
 * Stripe's mock server checks every request against Stripe's own description of its API and answers with its examples,
 * which know nothing of our metadata. What we make of real answers is tested in providers.test.ts.
 */
describe('what we ask of Stripe', () => {
  let mock: StripeMock;
  let provider: PaymentProvider;
  beforeAll(async () => {
    mock = await startStripeMock();
    const stripe = createStripe('sk_test_123', 5000, { host: '127.0.0.1', port: mock.port, protocol: 'http' });
    provider = createStripePaymentProvider({ stripe, webhookSecret: 'whsec_of_a_test', scope: 'arcade' });
  });
  afterAll(() => mock.stop());

  const amount = { amount: 1500, currencyCode: 'USD' };
  const charge = { providerId: 'pi_1', currencyCode: 'USD', method: { brand: 'visa', last4: '4242' } };

  it('authorises', async () => {
    const request = { key: 'k:1:auth', orderId: 'o-1', paymentId: 'p-1', amount, token: 'pm_card_visa' };
    const answer = await provider.authorise({ ...request, returnUrl: 'http://shop.test/orders/o-1' });
    expect(answer).toMatchObject({ kind: 'answered', result: { amount: 1500, currencyCode: 'USD' } });
  });

  it('captures', async () => {
    const answer = await provider.capture({ key: 'k:capture', providerId: 'pi_1', amount });
    expect(answer).toMatchObject({ kind: 'answered', result: charge });
  });

  it('voids', async () => {
    const answer = await provider.void({ key: 'k:void', providerId: 'pi_1' });
    expect(answer).toMatchObject({ kind: 'answered', result: charge });
  });

  it('refunds', async () => {
    const answer = await provider.refund({ key: 'k:refund', providerId: 'pi_1', refundId: 'r-1', amount });
    expect(answer).toMatchObject({ kind: 'answered', result: { amount: 1500, status: 'succeeded' } });
  });

  it('looks by the id, and leaves alone what is not ours', async () => {
    expect(await provider.find({ providerId: 'pi_1', key: 'k:1:auth' })).toBeUndefined();
  });

  it('looks by the key', async () => {
    expect(await provider.find({ providerId: null, key: 'k:1:auth' })).toMatchObject({ currencyCode: 'USD' });
  });

  it('lists, and leaves alone what is not ours', async () => {
    const pages = [];
    for await (const page of provider.list(new Date(Date.now() - 3_600_000))) pages.push(page);
    expect(pages).toEqual([[]]);
  });

  it('notices a request that Stripe would not take', async () => {
    const request = { key: 'k:capture', providerId: 'pi_1', amount: { amount: 12.5, currencyCode: 'USD' } };
    expect(await provider.capture(request)).toMatchObject({ kind: 'refused' });
  });
});
