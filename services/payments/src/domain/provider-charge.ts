import type { OrderId } from '@arcade/contracts';
import type { Failure } from './order-account.ts';

export type ChargeStatus =
  'requires-action' | 'processing' | 'authorized' | 'captured' | 'voided' | 'failed' | 'disputed' | 'charged-back';

/** What the name of a provider's event can tell for certain; everything else about a charge wants a look. */
export type ToldStatus = Extract<ChargeStatus, 'authorized' | 'captured'>;

/** A charge as its provider tells it: the truth about money. */
export interface ProviderCharge {
  readonly providerId: string;
  /** The idempotency key it was created with. */
  readonly key: string;
  readonly orderId: OrderId;
  readonly status: ChargeStatus;
  readonly amount: number;
  readonly currencyCode: string;
  readonly capturedAmount: number;
  readonly method: { readonly brand: string; readonly last4: string } | null;
  readonly nextActionUrl: string | null;
  readonly failure: Failure | null;
  readonly refunds: readonly ProviderRefund[];
  /** How a dispute ended; null while it has not, and without one. */
  readonly disputeOutcome: 'won' | 'lost' | null;
  readonly createdAt: Date;
}

export interface ProviderRefund {
  readonly providerId: string | null;
  /** The idempotency key it was created with. */
  readonly key: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly amount: number;
  readonly failure: Failure | null;
}

const standings: Readonly<Record<ProviderRefund['status'], number>> = { failed: 0, pending: 1, succeeded: 2 };

/** What a key led to. A refund tried again after a failure is there twice; the one that went furthest counts. */
export const furthestRefund = ({ refunds }: ProviderCharge, key: string): ProviderRefund | undefined =>
  refunds
    .filter((refund) => refund.key === key)
    .reduce<ProviderRefund | undefined>(
      (best, refund) => (best === undefined || standings[refund.status] > standings[best.status] ? refund : best),
      undefined,
    );

/** What the provider still has of a shopper's money in a charge. */
export const moneyHeld = (charge: ProviderCharge): boolean =>
  charge.status === 'authorized' || capturedLeft(charge) > 0;

/** The shopper or the bank has not decided yet whether it gets money. */
export const isOpen = ({ status }: ProviderCharge): boolean => status === 'requires-action' || status === 'processing';

export function capturedLeft(charge: ProviderCharge): number {
  const back = charge.refunds.filter((refund) => refund.status !== 'failed');
  return charge.capturedAmount - back.reduce((sum, refund) => sum + refund.amount, 0);
}

/** The provider answered with a charge that has not the shape it should have; asking again changes nothing. */
export class UnreadableCharge extends Error {
  override readonly name = 'UnreadableCharge';
}
