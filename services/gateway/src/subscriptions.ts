import {
  CartChanged,
  CloudEvent,
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
  type ProductStatus,
} from '@arcade/contracts';
import express, { Router } from 'express';
import type { LiveEvent } from './live-events.ts';

const live = <Definition extends EventDefinition>(
  definition: Definition,
  toLive: (data: EventData<Definition>) => LiveEvent | undefined,
) => ({ definition, toLive: (data: unknown) => toLive(definition.data.parse(data) as EventData<Definition>) });

/** `product` events go to everybody, so they tell only of what everybody may see, or could until now. */
const isPublic = (status: ProductStatus) => status === 'approved';

const product = (change: string, data: { productId: string; aggregateVersion: number } & Record<string, unknown>) =>
  ({ name: 'product', productId: data.productId, data: { change, ...data } }) as const;
const user = (change: string, userId: string, data: Record<string, unknown>) =>
  ({ name: 'user', userId, data: { change, ...data } }) as const;
const payment = (data: { userId: string; orderId: string; paymentId: string } & Record<string, unknown>) =>
  user('payment', data.userId, { orderId: data.orderId, paymentId: data.paymentId, status: data['status'] });

/** What open pages hear of, and in which words. */
export const liveDefinitions = [
  live(PriceChanged, ({ productId, price, oldPrice, status, aggregateVersion }) =>
    isPublic(status) ? product('price', { productId, price, oldPrice, aggregateVersion }) : undefined,
  ),
  live(ProductChanged, ({ productId, status, aggregateVersion }) =>
    isPublic(status) ? product('details', { productId, aggregateVersion }) : undefined,
  ),
  live(ProductStatusChanged, ({ productId, status, oldStatus, aggregateVersion }) =>
    isPublic(status) || isPublic(oldStatus) ? product('status', { productId, status, aggregateVersion }) : undefined,
  ),
  live(StockChanged, ({ productId, quantitySellable, listed, aggregateVersion }) =>
    listed ? product('stock', { productId, available: quantitySellable, aggregateVersion }) : undefined,
  ),
  live(OrderStatusChanged, ({ userId, orderId, newStatus, paymentStatus, fulfilmentStatus, aggregateVersion }) =>
    user('order', userId, { orderId, status: newStatus, paymentStatus, fulfilmentStatus, aggregateVersion }),
  ),
  live(PaymentPending, payment),
  live(PaymentAuthorized, payment),
  live(PaymentCaptured, payment),
  live(PaymentFailed, payment),
  live(RefundSucceeded, ({ userId, orderId, refundId, amount }) =>
    user('refund', userId, { orderId, refundId, amount }),
  ),
  live(CartChanged, ({ userId, cartId, reason }) =>
    userId === null ? undefined : user('cart', userId, { cartId, reason }),
  ),
  live(SessionRevoked, ({ userId, sessionHash, revokedAt }) => ({
    name: 'revocation',
    userId,
    data: { userId, ...(sessionHash === undefined ? {} : { sessionHash }), revokedAt },
  })),
];

const route = (topic: string) => `/subscriptions/${topic}`;

/**
 * The gateway owns nothing, so it keeps no inbox: an event twice shows the same state twice, and a lost one is found by
 * the page's next read (and revocations by their replay).
 */
export function subscriptionRoutes(hear: (event: LiveEvent) => Promise<void>): Router {
  const router = Router();
  router.get('/dapr/subscribe', (_req, res) => {
    res.json(
      liveDefinitions.map(({ definition: { topic } }) => ({
        pubsubname: 'pubsub',
        topic,
        route: route(topic),
        metadata: { queueType: 'quorum' },
      })),
    );
  });
  const parse = express.json({ type: ['application/json', 'application/*+json'], limit: '1mb' });
  for (const { definition, toLive } of liveDefinitions) {
    router.post(route(definition.topic), parse, async (req, res) => {
      const envelope = CloudEvent.safeParse(req.body);
      const parsed = envelope.success ? definition.data.safeParse(envelope.data.data) : undefined;
      if (parsed?.success !== true) {
        // A producer's mistake never gets better by asking again; its own consumers keep it as a dead letter.
        res.json({ status: 'DROP' });
        return;
      }
      const event = toLive(parsed.data);
      if (event !== undefined) await hear(event);
      res.json({ status: 'SUCCESS' });
    });
  }
  return router;
}
