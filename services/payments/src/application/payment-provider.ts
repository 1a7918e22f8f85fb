import type { Money, OrderId, PaymentId, RefundId } from '@arcade/contracts';
import type { ProviderCharge, ProviderRefund, ToldStatus } from '../domain/provider-charge.ts';

/**
 * How a call to a provider ended. `unknown`: no answer, or one that leaves open what happened; only a look at the
 * provider or the same key again may resolve it.
 */
export type ProviderAnswer<Result> =
  | { readonly kind: 'answered'; readonly result: Result }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/** How a call that gave no result is kept. */
export const shortcomingOf = (answer: Exclude<ProviderAnswer<unknown>, { kind: 'answered' }>) =>
  answer.kind === 'unknown'
    ? ({ result: 'UNKNOWN', detail: answer.detail } as const)
    : ({ result: 'REFUSED', detail: answer.code } as const);

export interface AuthoriseRequest {
  readonly key: string;
  readonly orderId: OrderId;
  readonly paymentId: PaymentId;
  readonly amount: Money;
  /** The provider's own token for an instrument; never kept by us. */
  readonly token: string;
  readonly returnUrl: string;
}

export interface ChargeReference {
  readonly providerId: string | null;
  /** The key the charge was made with; enough when the answer was lost. */
  readonly key: string;
}

/** What a verified webhook points at; the charge itself is fetched. */
export interface WebhookHint {
  readonly eventId: string;
  readonly type: string;
  readonly chargeId: string | null;
  /** What the charge has become, when the event's type alone says it; null when only a look can tell. */
  readonly says: ToldStatus | null;
  /** Why it cannot be understood, if so. */
  readonly fault: string | null;
}

/** A payment provider, spoken to in our words. Answers are given, not thrown, by the calls that move money. */
export interface PaymentProvider {
  readonly name: 'sandbox' | 'stripe';
  authorise(request: AuthoriseRequest): Promise<ProviderAnswer<ProviderCharge>>;
  capture(request: { key: string; providerId: string; amount: Money }): Promise<ProviderAnswer<ProviderCharge>>;
  void(request: { key: string; providerId: string }): Promise<ProviderAnswer<ProviderCharge>>;
  refund(request: {
    key: string;
    providerId: string;
    refundId: RefundId | null;
    amount: Money;
  }): Promise<ProviderAnswer<ProviderRefund>>;
  /** @throws DomainError dependency-unavailable when the provider cannot tell, UnreadableCharge */
  find(reference: ChargeReference): Promise<ProviderCharge | undefined>;
  /** Every charge of this shop made since an instant. @throws Error when the provider cannot tell */
  list(since: Date): AsyncIterable<readonly ProviderCharge[]>;
  /** Undefined when the signature is not the provider's. */
  verifyWebhook(body: Buffer, header: (name: string) => string | undefined): WebhookHint | undefined;
}
