import { DomainError, type ProductStatus } from '@arcade/contracts';
import { nextState, type StateMachine } from '@arcade/service-defaults';

export type StatusEvent = 'submit' | 'approve' | 'reject' | 'end';

/** An approved product can be rejected: that is how administrators take it down. */
export const productMachine: StateMachine<ProductStatus, StatusEvent> = {
  draft: { submit: 'pending', end: 'ended' },
  pending: { approve: 'approved', reject: 'rejected', end: 'ended' },
  approved: { reject: 'rejected', end: 'ended' },
  rejected: { submit: 'pending', end: 'ended' },
  ended: {},
};

const target: Readonly<Record<StatusEvent, ProductStatus>> = {
  submit: 'pending',
  approve: 'approved',
  reject: 'rejected',
  end: 'ended',
};

/**
 * The status after an event; one that is reached already stays, so that a repeated request is harmless.
 * @throws DomainError illegal-transition with the allowed events
 */
export const statusAfter = (status: ProductStatus, event: StatusEvent): ProductStatus =>
  status === target[event] ? status : nextState(productMachine, status, event);

/** @throws DomainError illegal-transition when the product is out of the catalogue for good */
export function requireNotEnded(status: ProductStatus): void {
  if (status === 'ended') throw new DomainError('illegal-transition', 'The product has ended', { allowed: [] });
}
