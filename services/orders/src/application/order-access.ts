import { DomainError, type Identity, type OrderAction } from '@arcade/contracts';
import type { Handler } from '../domain/allowed-actions.ts';
import type { Order } from '../domain/order.ts';

const isAdmin = ({ roles }: Identity) => roles.includes('admin');
const buys = ({ userId }: Identity, order: Order) => order.userId === userId;
const sells = ({ userId, roles }: Identity, { items }: Order) =>
  roles.includes('merchant') && items.some(({ merchantId }) => merchantId === userId);

/** Buyers see their orders, merchants those with their products. @throws DomainError not-found for other people's */
export function requireVisible(identity: Identity, order: Order): void {
  if (handlersOf(identity, order).length === 0) throw new DomainError('not-found');
}

/** Whether somebody sees more of an order than the lines they sell. */
export const seesAll = (identity: Identity, order: Order): boolean => isAdmin(identity) || buys(identity, order);

const selling: readonly OrderAction[] = ['process', 'ship', 'deliver', 'return', 'cancel'];

/** As whom somebody can act on an order: as its buyer, as a merchant on their own lines, as an admin on everything. */
export const handlersOf = (identity: Identity, order: Order): readonly Handler[] => {
  const { userId: actor } = identity;
  return [
    ...(isAdmin(identity) ? [{ actor, merchantId: undefined, may: [...selling, 'release-hold'] } as const] : []),
    ...(buys(identity, order) ? [{ actor, merchantId: undefined, may: ['cancel'] } as const] : []),
    ...(sells(identity, order) ? [{ actor, merchantId: actor, may: selling } as const] : []),
  ];
};

/**
 * Who acts when somebody asks for this.
 * @throws DomainError not-found for orders of others, forbidden for what is not theirs to do
 */
export function handlerFor(action: OrderAction, identity: Identity, order: Order): Handler {
  const handlers = handlersOf(identity, order);
  const handler = handlers.find(({ may }) => may.includes(action));
  if (handlers.length === 0) throw new DomainError('not-found');
  if (handler === undefined) throw new DomainError('forbidden');
  return handler;
}

/** @throws DomainError forbidden */
export function requireScope(identity: Identity, scope: 'mine' | 'merchant' | 'all'): void {
  const allowed =
    scope === 'mine' || isAdmin(identity) || (scope === 'merchant' && identity.roles.includes('merchant'));
  if (!allowed) throw new DomainError('forbidden');
}
