import { paymentRank, type PaymentStatus } from '@arcade/contracts';
import type { StateMachine } from '@arcade/service-defaults';
import { pathBetween, type Transition } from './transition.ts';
import type { ToldStatus } from './provider-charge.ts';

export type PaymentEvent =
  | 'open'
  | 'require-action'
  | 'process'
  | 'authorize'
  | 'capture-part'
  | 'capture'
  | 'fail'
  | 'cancel'
  | 'void'
  | 'expire'
  | 'dispute'
  | 'win-dispute'
  | 'lose-dispute';
export type PaymentTransition = Transition<PaymentStatus, PaymentEvent>;

/** A provider's time-out is no event: the payment stays PROCESSING until somebody has looked. */
export const paymentMachine: StateMachine<PaymentStatus, PaymentEvent> = {
  CREATED: { 'require-action': 'REQUIRES_ACTION', process: 'PROCESSING', fail: 'FAILED', cancel: 'CANCELLED' },
  REQUIRES_ACTION: { process: 'PROCESSING', fail: 'FAILED', cancel: 'CANCELLED', expire: 'EXPIRED' },
  PROCESSING: { authorize: 'AUTHORIZED', capture: 'CAPTURED', fail: 'FAILED' },
  AUTHORIZED: { 'capture-part': 'PARTIALLY_CAPTURED', capture: 'CAPTURED', void: 'VOIDED', expire: 'EXPIRED' },
  PARTIALLY_CAPTURED: { capture: 'CAPTURED' },
  CAPTURED: { dispute: 'DISPUTED' },
  DISPUTED: { 'win-dispute': 'CAPTURED', 'lose-dispute': 'CHARGED_BACK' },
  VOIDED: {},
  CANCELLED: {},
  EXPIRED: {},
  FAILED: {},
  CHARGED_BACK: {},
};

/**
 * What leads from one state to a later one. Empty for the same, an earlier or an unreachable one, so that late and
 * duplicate news never move a payment back.
 */
export function advancePayment(from: PaymentStatus, to: PaymentStatus): readonly PaymentTransition[] {
  if (paymentRank[to] <= paymentRank[from]) return [];
  return pathBetween(paymentMachine, from, to) ?? [];
}

const knownBy: Readonly<Record<ToldStatus, readonly PaymentStatus[]>> = {
  authorized: ['AUTHORIZED', 'PARTIALLY_CAPTURED', 'CAPTURED'],
  captured: ['CAPTURED'],
};

/**
 * Whether an event says nothing that the payment does not know. One that is over or disputed is looked at all the same: an
 * event about it may mean money that nobody expects.
 */
export const isOldNews = (status: PaymentStatus, told: ToldStatus): boolean => knownBy[told].includes(status);

export const isUndecided = (status: PaymentStatus): boolean => paymentRank[status] < paymentRank.AUTHORIZED;

/** Over without money: another payment of the same order may begin. */
export const isOver = (status: PaymentStatus): boolean => paymentRank[status] === paymentRank.VOIDED;
