import {
  CartChanged,
  OrderStatusChanged,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentFailed,
  PaymentPending,
  PriceChanged,
  ProductChanged,
  ProductStatusChanged,
  RefundSucceeded,
  SessionRevoked,
  StockChanged,
  type EventData,
  type EventDefinition,
  type LiveProduct,
  type LiveUser,
  type ProductStatus,
  type UserId,
} from '@arcade/contracts';
import type { LiveEvent } from './live-events.ts';

/** An event of a service, and what open pages and gateways are told of it. */
export interface LiveDefinition {
  readonly definition: EventDefinition;
  /** An `event` of undefined is nobody's business; undefined itself: the data is not what the definition says. */
  readonly read: (data: unknown) => { readonly event: LiveEvent | undefined } | undefined;
}

const live = <Definition extends EventDefinition>(
  definition: Definition,
  toLive: (data: EventData<Definition>) => LiveEvent | undefined,
): LiveDefinition => ({
  definition,
  read: (data) => {
    const parsed = definition.data.safeParse(data);
    return parsed.success ? { event: toLive(parsed.data as EventData<Definition>) } : undefined;
  },
});

/** `product` events go to everybody, so they tell only of what everybody may see, or could until now. */
const isPublic = (status: ProductStatus) => status === 'approved';

const product = (data: LiveProduct): LiveEvent => ({ name: 'product', productId: data.productId, data });
const user = (userId: UserId, data: LiveUser): LiveEvent => ({ name: 'user', userId, data });
const payment = ({ userId, orderId, paymentId, status }: EventData<typeof PaymentPending>) =>
  user(userId, { change: 'payment', orderId, paymentId, status });

export const liveDefinitions: readonly LiveDefinition[] = [
  live(PriceChanged, ({ productId, price, oldPrice, status, aggregateVersion }) =>
    isPublic(status) ? product({ change: 'price', productId, price, oldPrice, aggregateVersion }) : undefined,
  ),
  live(ProductChanged, ({ productId, status, aggregateVersion }) =>
    isPublic(status) ? product({ change: 'details', productId, aggregateVersion }) : undefined,
  ),
  live(ProductStatusChanged, ({ productId, status, oldStatus, aggregateVersion }) =>
    isPublic(status) || isPublic(oldStatus)
      ? product({ change: 'status', productId, status, aggregateVersion })
      : undefined,
  ),
  live(StockChanged, ({ productId, quantitySellable, listed, aggregateVersion }) =>
    listed ? product({ change: 'stock', productId, available: quantitySellable, aggregateVersion }) : undefined,
  ),
  live(OrderStatusChanged, ({ userId, orderId, newStatus, paymentStatus, fulfilmentStatus, aggregateVersion }) =>
    user(userId, { change: 'order', orderId, status: newStatus, paymentStatus, fulfilmentStatus, aggregateVersion }),
  ),
  live(PaymentPending, payment),
  live(PaymentAuthorized, payment),
  live(PaymentCaptured, payment),
  live(PaymentFailed, payment),
  live(RefundSucceeded, ({ userId, orderId, refundId, amount }) =>
    user(userId, { change: 'refund', orderId, refundId, amount }),
  ),
  live(CartChanged, ({ userId, cartId, reason }) =>
    userId === null ? undefined : user(userId, { change: 'cart', cartId, reason }),
  ),
  live(SessionRevoked, ({ userId, sessionHash, revokedAt }) => ({
    name: 'revocation',
    userId,
    data: { userId, ...(sessionHash === undefined ? {} : { sessionHash }), revokedAt },
  })),
];
