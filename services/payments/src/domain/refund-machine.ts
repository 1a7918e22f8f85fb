import type { RefundStatus } from '@arcade/contracts';
import type { StateMachine } from '@arcade/service-defaults';
import type { Transition } from './transition.ts';

export type RefundEvent = 'request' | 'submit' | 'succeed' | 'fail' | 'cancel' | 'reverse';
export type RefundTransition = Transition<RefundStatus, RefundEvent>;

/** A failed refund may be submitted again, always under the same key. */
export const refundMachine: StateMachine<RefundStatus, RefundEvent> = {
  REQUESTED: { submit: 'SUBMITTED', cancel: 'CANCELLED' },
  SUBMITTED: { succeed: 'SUCCEEDED', fail: 'FAILED' },
  FAILED: { submit: 'SUBMITTED' },
  SUCCEEDED: { reverse: 'REVERSED' },
  CANCELLED: {},
  REVERSED: {},
};

/** Counts against what was captured: the money has left or may still leave. */
export const holdsMoney = (status: RefundStatus): boolean =>
  status === 'REQUESTED' || status === 'SUBMITTED' || status === 'SUCCEEDED';
