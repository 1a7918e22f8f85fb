import { DomainError, type ProductStatus } from '@arcade/contracts';

export type StatusEvent = 'submit' | 'approve' | 'reject' | 'end';

/** Every transition there is. An approved product can be rejected: that is how administrators take it down. */
export const transitions: Readonly<Record<ProductStatus, Readonly<Partial<Record<StatusEvent, ProductStatus>>>>> = {
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
export function statusAfter(status: ProductStatus, event: StatusEvent): ProductStatus {
  if (status === target[event]) return status;
  const next = transitions[status][event];
  if (next === undefined) {
    throw new DomainError('illegal-transition', `A product that is ${status} cannot get the event ${event}`, {
      allowed: Object.keys(transitions[status]),
    });
  }
  return next;
}

/** @throws DomainError illegal-transition when the product is out of the catalogue for good */
export function requireNotEnded(status: ProductStatus): void {
  if (status === 'ended') throw new DomainError('illegal-transition', 'The product has ended', { allowed: [] });
}
