import {
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  PriceChanged,
  ProductChanged,
  ProductCreated,
  ProductStatusChanged,
  ReservationExpired,
  ReservationReleased,
  type CartId,
  type EventData,
} from '@arcade/contracts';
import { on, type Subscription } from '@arcade/messaging';
import type { Decide } from '../application/cart-repository.ts';
import type { ProductNews } from '../application/price-replica.ts';
import type { ReplicaProduct } from '../domain/cart.ts';
import type { OrderNews } from '../domain/follow-order.ts';
import { giveWay, loseHold } from '../domain/lose-hold.ts';

/** Writes in the transaction in which an event is recorded as handled. */
export interface CartWrites<Tx> {
  updateIn(tx: Tx, cartId: CartId, decide: Decide): Promise<void>;
  followOrderIn(tx: Tx, cartId: CartId, news: OrderNews): Promise<void>;
  keepIn(tx: Tx, product: ReplicaProduct, tell?: ProductNews['reason']): Promise<void>;
}

/** Everything carts listen to; `onNews` when carts have to be told of a product. */
export const cartsSubscriptions = <Tx>(writes: CartWrites<Tx>, onNews: () => void): readonly Subscription<Tx>[] => [
  ...productSubscriptions(writes, onNews),
  ...orderSubscriptions(writes),
  on(ReservationExpired, (tx: Tx, { cartId, occurredAt }) => lost(writes, tx, cartId, occurredAt)),
  // Releases that we have asked for ourselves are of carts that are over.
  on(ReservationReleased, async (tx: Tx, { cartId }) => {
    if (cartId !== null) await writes.updateIn(tx, cartId, giveWay);
  }),
];

async function lost<Tx>(writes: CartWrites<Tx>, tx: Tx, cartId: CartId | null, occurredAt: string): Promise<void> {
  if (cartId !== null) await writes.updateIn(tx, cartId, (cart) => loseHold(cart, new Date(occurredAt)));
}

const productSubscriptions = <Tx>(writes: CartWrites<Tx>, onNews: () => void): readonly Subscription<Tx>[] => [
  on(ProductCreated, (tx: Tx, data) => writes.keepIn(tx, replicaOf(data))),
  on(ProductChanged, (tx: Tx, data) => writes.keepIn(tx, replicaOf(data))),
  on(PriceChanged, async (tx: Tx, data, afterCommit) => {
    await writes.keepIn(tx, replicaOf(data), 'price-changed');
    afterCommit(onNews);
  }),
  on(ProductStatusChanged, async (tx: Tx, data, afterCommit) => {
    const left = data.oldStatus === 'approved' && data.status !== 'approved';
    const isOver = left || data.status === 'ended';
    await writes.keepIn(tx, replicaOf(data), isOver ? 'product-ended' : undefined);
    if (isOver) afterCommit(onNews);
  }),
];

/** Every product event carries the whole state. */
const replicaOf = (data: EventData<typeof ProductCreated>): ReplicaProduct => ({
  productId: data.productId,
  merchantId: data.merchantId,
  name: data.name,
  price: data.price,
  status: data.status,
  categories: data.categories,
  imageUrl: data.imageUrl,
  version: data.aggregateVersion,
});

/** That an order was placed is not among them: its lock becomes firm when the lease is over and orders is asked. */
function orderSubscriptions<Tx>(writes: CartWrites<Tx>): readonly Subscription<Tx>[] {
  const follow =
    (kind: 'confirmed' | 'ended') =>
    (tx: Tx, { cartId, orderId, cartVersion, aggregateVersion: version }: EventData<typeof OrderExpired>) =>
      writes.followOrderIn(tx, cartId, { orderId, cartVersion, version, kind });
  return [
    on(OrderConfirmed, follow('confirmed')),
    on(OrderCancelled, follow('ended')),
    on(OrderExpired, follow('ended')),
  ];
}
