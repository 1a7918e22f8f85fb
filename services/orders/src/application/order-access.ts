import { DomainError, type Identity } from '@arcade/contracts';
import type { Handler } from '../domain/fulfil-order.ts';
import type { Order } from '../domain/order.ts';

const isAdmin = ({ roles }: Identity) => roles.includes('admin');
const sells = ({ userId, roles }: Identity, { items }: Order) =>
  roles.includes('merchant') && items.some(({ merchantId }) => merchantId === userId);

/** Buyers see their orders, merchants those with their products. @throws DomainError not-found for other people's */
export function requireVisible(identity: Identity, order: Order): void {
  if (order.userId !== identity.userId && !sells(identity, order) && !isAdmin(identity))
    throw new DomainError('not-found');
}

/** @throws DomainError not-found */
export function requireSeller(identity: Identity, order: Order): void {
  if (!sells(identity, order) && !isAdmin(identity)) throw new DomainError('not-found');
}

/** A merchant may not cancel what others sell. @throws DomainError not-found, forbidden */
export function requireMayCancel(identity: Identity, order: Order): void {
  requireVisible(identity, order);
  if (order.userId === identity.userId || isAdmin(identity)) return;
  if (!order.items.every(({ merchantId }) => merchantId === identity.userId)) {
    throw new DomainError('forbidden', 'The order has products of other merchants too');
  }
}

/** Merchants handle their own lines, admins all. */
export const handlerOf = (identity: Identity): Handler => ({
  actor: identity.userId,
  merchantId: isAdmin(identity) ? undefined : identity.userId,
});

/** @throws DomainError forbidden */
export function requireScope(identity: Identity, scope: 'mine' | 'merchant' | 'all'): void {
  const allowed =
    scope === 'mine' || isAdmin(identity) || (scope === 'merchant' && identity.roles.includes('merchant'));
  if (!allowed) throw new DomainError('forbidden');
}
