import type { Clock } from '@arcade/service-defaults';
import type { PaymentProvider } from '../application/payment-provider.ts';
import type { Config } from '../config.ts';
import { createSandboxPaymentProvider } from './sandbox-payment-provider.ts';
import { createStripe, createStripePaymentProvider } from './stripe-payment-provider.ts';

/** The provider the configuration names. */
export function paymentProviderOf(config: Config, clock: Clock): PaymentProvider {
  const timeoutMs = config.PROVIDER_TIMEOUT_MS;
  if (config.PAYMENT_PROVIDER === 'stripe') {
    const { STRIPE_API_KEY = '', STRIPE_WEBHOOK_SECRET: webhookSecret = '', PAYMENT_SCOPE: scope } = config;
    return createStripePaymentProvider({ stripe: createStripe(STRIPE_API_KEY, timeoutMs), webhookSecret, scope });
  }
  const { SANDBOX_URL: url = '', SANDBOX_WEBHOOK_SECRET: webhookSecret = '' } = config;
  return createSandboxPaymentProvider({ url, webhookSecret, clock, timeoutMs });
}
