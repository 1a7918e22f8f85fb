import { DomainError, ordersApi, type OrderId, type UserId } from '@arcade/contracts';
import {
  createAssertionVerifier,
  createHttpApp,
  createLogger,
  mount,
  newId,
  systemClock,
} from '@arcade/service-defaults';
import { startApp, testAppToken, testKeys } from '@arcade/testing';

export const total = { amount: 4200, currencyCode: 'USD' };

export interface PlacedOrder {
  readonly orderId: OrderId;
  readonly userId: UserId;
  payable: boolean;
}

export type Orders = Awaited<ReturnType<typeof startOrders>>;

/** Orders as the contract says: what costs how much, and whether it can be paid now. */
export async function startOrders() {
  const placed = new Map<OrderId, PlacedOrder>();
  const { getPayableOrder } = ordersApi;
  const verifyAssertion = await createAssertionVerifier(testKeys.publicKey);
  const router = mount(
    { getPayableOrder },
    {
      async getPayableOrder({ params: { orderId } }) {
        const order = placed.get(orderId);
        if (order === undefined) throw new DomainError('not-found');
        const { userId, payable } = order;
        return {
          body: { orderId, userId, status: 'PENDING_PAYMENT' as const, version: 1, payable, total, payUntil: null },
        };
      },
    },
    { verifyAssertion, clock: systemClock },
  );
  const logger = createLogger('orders', 'silent');
  const app = await startApp({ app: createHttpApp({ logger, appApiToken: testAppToken, routers: [router] }) });
  return {
    origin: app.origin,
    stop: app.stop,
    place: (userId = newId<UserId>()): PlacedOrder => {
      const order = { orderId: newId<OrderId>(), userId, payable: true };
      placed.set(order.orderId, order);
      return order;
    },
  };
}
