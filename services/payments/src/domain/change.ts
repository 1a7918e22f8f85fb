import type { PaymentId, RefundReason } from '@arcade/contracts';
import type { Bill } from './bill.ts';
import type { OrderAccount, Payment, Refund } from './order-account.ts';
import type { PaymentEvent, PaymentTransition } from './payment-machine.ts';
import type { RefundEvent, RefundTransition } from './refund-machine.ts';
import { paymentMachine } from './payment-machine.ts';
import { refundMachine } from './refund-machine.ts';
import { transition } from './transition.ts';

export type AttemptKind = 'auth' | 'capture' | 'void' | 'refund';
export type AttemptResult = 'ANSWERED' | 'UNKNOWN' | 'REFUSED';

/** What a decision does to an account; written in one transaction, with history and events. */
export type Change =
  | { readonly kind: 'payment'; readonly payment: Payment; readonly transitions: readonly PaymentTransition[] }
  | { readonly kind: 'refund'; readonly refund: Refund; readonly transitions: readonly RefundTransition[] }
  /** A payment of an earlier version gets to know what it pays for. */
  | { readonly kind: 'billed'; readonly paymentId: PaymentId; readonly bill: Bill }
  | AttemptOpened
  | AttemptsSettled
  | { readonly kind: 'closed'; readonly reason: RefundReason };

export interface AttemptOpened {
  readonly kind: 'attempt-opened';
  readonly key: string;
  readonly paymentId: PaymentId;
  readonly call: AttemptKind;
  readonly amount: number;
}

export interface AttemptsSettled {
  readonly kind: 'attempts-settled';
  readonly keys: readonly string[];
  readonly result: AttemptResult;
  readonly detail: string;
}

/** The account after changes. */
export const applyChanges = (account: OrderAccount, changes: readonly Change[]): OrderAccount =>
  changes.reduce(applyChange, account);

function applyChange(account: OrderAccount, change: Change): OrderAccount {
  if (change.kind === 'payment') {
    return { ...account, payments: replaced(account.payments, change.payment, 'paymentId') };
  }
  if (change.kind === 'billed') {
    const { paymentId, bill } = change;
    const payments = account.payments.map((one) => (one.paymentId === paymentId ? { ...one, bill } : one));
    return { ...account, payments };
  }
  if (change.kind === 'refund') return { ...account, refunds: replaced(account.refunds, change.refund, 'refundId') };
  return change.kind === 'closed' ? { ...account, closedReason: change.reason } : account;
}

function replaced<Item, Key extends keyof Item>(items: readonly Item[], item: Item, key: Key): readonly Item[] {
  const known = items.some((other) => other[key] === item[key]);
  return known ? items.map((other) => (other[key] === item[key] ? item : other)) : [...items, item];
}

/** A payment after transitions, with whatever else is new about it. */
export function changePayment(
  payment: Payment,
  transitions: readonly PaymentTransition[],
  news: Partial<Payment>,
  now: Date,
): Change {
  return {
    kind: 'payment',
    payment: {
      ...payment,
      ...news,
      status: transitions.at(-1)?.to ?? payment.status,
      version: payment.version + Math.max(1, transitions.length),
      updatedAt: now,
    },
    transitions,
  };
}

export function changeRefund(
  refund: Refund,
  transitions: readonly RefundTransition[],
  news: Partial<Refund>,
  now: Date,
): Change {
  return {
    kind: 'refund',
    refund: {
      ...refund,
      ...news,
      status: transitions.at(-1)?.to ?? refund.status,
      version: refund.version + Math.max(1, transitions.length),
      updatedAt: now,
    },
    transitions,
  };
}

/** @throws DomainError illegal-transition */
export const movePayment = (payment: Payment, event: PaymentEvent, news: Partial<Payment>, now: Date): Change =>
  changePayment(payment, [transition(paymentMachine, payment.status, event)], news, now);

/** @throws DomainError illegal-transition */
export const moveRefund = (refund: Refund, event: RefundEvent, news: Partial<Refund>, now: Date): Change =>
  changeRefund(refund, [transition(refundMachine, refund.status, event)], news, now);
