import * as z from 'zod';
import { FulfilmentStatus, OrderStatus, PaymentStatusOfOrder } from './api/order-views.ts';
import { PaymentStatus } from './api/payment-views.ts';
import { ProductStatus } from './api/product-views.ts';
import { CartChanged } from './events/carts.ts';
import { CartId, OrderId, PaymentId, ProductId, RefundId } from './ids.ts';
import { Money } from './money.ts';

/** Of what changed, from 1: a page that has read a newer one needs nothing of it. */
const aggregateVersion = z.int().positive();

const ofProduct = { productId: ProductId, aggregateVersion } as const;

/** A product changed that everybody may see, or could until now. */
export const LiveProduct = z.discriminatedUnion('change', [
  z.object({ change: z.literal('price'), ...ofProduct, price: Money, oldPrice: Money }),
  /** Name, description, photos, categories: read the product again. */
  z.object({ change: z.literal('details'), ...ofProduct }),
  z.object({ change: z.literal('status'), ...ofProduct, status: ProductStatus }),
  /** `available` is how many can be bought; the version is the stock's own, not the product's. */
  z.object({ change: z.literal('stock'), ...ofProduct, available: z.int().nonnegative() }),
]);
export type LiveProduct = z.infer<typeof LiveProduct>;

/** Something of whoever is signed in changed. */
export const LiveUser = z.discriminatedUnion('change', [
  z.object({
    change: z.literal('order'),
    orderId: OrderId,
    status: OrderStatus,
    paymentStatus: PaymentStatusOfOrder,
    fulfilmentStatus: FulfilmentStatus,
    aggregateVersion,
  }),
  z.object({ change: z.literal('payment'), orderId: OrderId, paymentId: PaymentId, status: PaymentStatus }),
  z.object({ change: z.literal('refund'), orderId: OrderId, refundId: RefundId, amount: Money }),
  /** The cart changed without its owner doing it. */
  z.object({ change: z.literal('cart'), cartId: CartId, reason: CartChanged.payload.shape.reason }),
]);
export type LiveUser = z.infer<typeof LiveUser>;

/** The server-sent events of `GET /events`: the name of each, and its data. */
export const liveEvents = {
  product: LiveProduct,
  /** Only on a stream that was opened with a session. */
  user: LiveUser,
  /** More was missed than is kept since `Last-Event-ID`: read again what is shown. */
  resync: z.object({}),
} as const;
export type LiveEventName = keyof typeof liveEvents;
export type LiveEventData<Name extends LiveEventName> = z.infer<(typeof liveEvents)[Name]>;
