import { DomainError, type OrderId, type PaymentId, type UserId } from '@arcade/contracts';
import { type RefundParts } from './bill.ts';
import { applyChanges } from './change.ts';
import { observeCharge } from './observe-charge.ts';
import { openPayment } from './open-payment.ts';
import { authorisationKey, type OrderAccount } from './order-account.ts';
import type { ChargeStatus, ProviderCharge } from './provider-charge.ts';

export const orderId: OrderId = '01900000-0000-7000-8000-000000000001';
export const userId: UserId = '01900000-0000-7000-8000-000000000002';
export const now = new Date('2026-01-01T00:00:00Z');
export const total = { amount: 1000, currencyCode: 'USD' };
export const bill = {
  lines: [{ orderItemId: '01900000-0000-7000-8000-000000000009', quantity: 1, paid: 900 }],
  shipping: 100,
};
export const empty: OrderAccount = { orderId, closedReason: null, payments: [], refunds: [] };
export const id = (n: number) => `01900000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;

export const open = (account: OrderAccount, paymentId: PaymentId = id(account.payments.length)) =>
  applyChanges(account, openPayment(account, { paymentId, userId, amount: total, bill, maxAttempts: 5, now }));

export const charge = (status: ChargeStatus, more: Partial<ProviderCharge> = {}): ProviderCharge => ({
  providerId: 'ch_1',
  key: authorisationKey(orderId, 1),
  orderId,
  status,
  amount: 1000,
  currencyCode: 'USD',
  capturedAmount: status === 'captured' ? 1000 : 0,
  method: { brand: 'visa', last4: '4242' },
  nextActionUrl: status === 'requires-action' ? 'http://bank.test/step' : null,
  failure: status === 'failed' ? { code: 'card_declined', message: 'no' } : null,
  refunds: [],
  disputeOutcome: null,
  createdAt: now,
  ...more,
});

export function see(account: OrderAccount, seen: ProviderCharge): OrderAccount {
  const observation = observeCharge(account, seen, now);
  if (observation.kind === 'orphan') throw new Error('orphan');
  return applyChanges(account, observation.changes);
}

export const sparing = (amount: number) => (): RefundParts => ({ lines: [], shipping: amount });

export const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
};

export const closed = (account: OrderAccount): OrderAccount => ({ ...account, closedReason: 'order-cancelled' });
