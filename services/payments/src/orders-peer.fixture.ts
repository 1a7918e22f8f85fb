import { DomainError, ordersApi, type OrderId, type OrderItemId, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { startPeer } from '@arcade/testing';

export const total = { amount: 4200, currencyCode: 'USD' };
const usd = (amount: number) => ({ ...total, amount });

export interface PlacedOrder {
  readonly orderId: OrderId;
  readonly userId: UserId;
  payable: boolean;
  /** Two units for 3000, one for 700, shipping for 500. */
  readonly lines: readonly [OrderItemId, OrderItemId];
}

/** Orders as the contract says: what costs how much, and whether it can be paid now. */
export async function startOrders() {
  const placed = new Map<OrderId, PlacedOrder>();
  const { getPayableOrder } = ordersApi;
  const app = await startPeer(
    { getPayableOrder },
    {
      async getPayableOrder({ params: { orderId } }) {
        const order = placed.get(orderId);
        if (order === undefined) throw new DomainError('not-found');
        const { userId, payable } = order;
        const state = { orderId, userId, status: 'PENDING_PAYMENT' as const, version: 1, payable };
        return { body: { ...state, total, bill: billOf(order), payUntil: null } };
      },
    },
  );
  return {
    ...app,
    place: (userId = newId<UserId>()): PlacedOrder => {
      const lines = [newId<OrderItemId>(), newId<OrderItemId>()] as const;
      const order = { orderId: newId<OrderId>(), userId, payable: true, lines };
      placed.set(order.orderId, order);
      return order;
    },
  };
}

const billOf = ({ lines: [pair, single] }: PlacedOrder) => ({
  lines: [
    { orderItemId: pair, quantity: 2, paid: usd(3000) },
    { orderItemId: single, quantity: 1, paid: usd(700) },
  ],
  shipping: usd(500),
});
