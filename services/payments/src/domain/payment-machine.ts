import { paymentRank, type PaymentStatus } from '@arcade/contracts';
import type { StateMachine } from '@arcade/service-defaults';
import { pathBetween, type Transition } from './transition.ts';

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

export const isUndecided = (status: PaymentStatus): boolean => paymentRank[status] < paymentRank.AUTHORIZED;

/** Over without money: another payment of the same order may begin. */
export const isOver = (status: PaymentStatus): boolean => paymentRank[status] === paymentRank.VOIDED;
