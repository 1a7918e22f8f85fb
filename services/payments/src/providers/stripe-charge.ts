import type { Stripe } from 'stripe';
import type { ChargeStatus, ProviderCharge, ProviderRefund } from '../domain/provider-charge.ts';

/** A PaymentIntent (with `latest_charge.refunds` expanded) in our words. */
export function chargeFromIntent(intent: Stripe.PaymentIntent): ProviderCharge {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const card = charge?.payment_method_details?.card;
  const error = intent.last_payment_error;
  return {
    providerId: intent.id,
    key: intent.metadata['key'] ?? '',
    orderId: intent.metadata['orderId'] ?? '',
    status: statusOf(intent, charge),
    amount: intent.amount,
    currencyCode: intent.currency.toUpperCase(),
    capturedAmount: intent.amount_received,
    method: card?.last4 == null ? null : { brand: card.brand ?? 'card', last4: card.last4 },
    nextActionUrl: intent.next_action?.redirect_to_url?.url ?? null,
    failure:
      error == null ? null : { code: error.decline_code ?? error.code ?? error.type, message: error.message ?? '' },
    refunds: charge?.refunds?.data.map(refundFromStripe) ?? [],
    disputeOutcome: null,
    createdAt: new Date(intent.created * 1000),
  };
}

const statuses: Readonly<Record<string, ChargeStatus>> = {
  requires_action: 'requires-action',
  processing: 'processing',
  requires_capture: 'authorized',
  succeeded: 'captured',
  canceled: 'voided',
  // One intent is one attempt here: one that asks for another card has failed.
  requires_payment_method: 'failed',
  requires_confirmation: 'processing',
};

function statusOf(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): ChargeStatus {
  if (charge?.disputed === true) return 'disputed';
  return statuses[intent.status] ?? 'processing';
}

/** An inquiry that was closed has taken no money. */
const won: readonly string[] = ['won', 'warning_closed'];

/** How the disputes of one charge ended together. */
export function outcomeOfDisputes(disputes: readonly Stripe.Dispute[]): ProviderCharge['disputeOutcome'] {
  if (disputes.some(({ status }) => status === 'lost')) return 'lost';
  return disputes.length > 0 && disputes.every(({ status }) => won.includes(status)) ? 'won' : null;
}

export const refundFromStripe = (refund: Stripe.Refund): ProviderRefund => ({
  providerId: refund.id,
  key: refund.metadata?.['key'] ?? '',
  status: refund.status === 'succeeded' ? 'succeeded' : isFailed(refund.status) ? 'failed' : 'pending',
  amount: refund.amount,
  failure: isFailed(refund.status)
    ? { code: refund.failure_reason ?? 'refund_failed', message: 'The refund failed' }
    : null,
});

const isFailed = (status: string | null) => status === 'failed' || status === 'canceled';
