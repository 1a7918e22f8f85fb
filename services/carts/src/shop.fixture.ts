import {
  cartsApi,
  cartTokenHeader,
  inventoryApi,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  type Cart,
  type CartId,
  type OrderId,
  type PromotionRule,
  type PromotionTerms,
  type Quote,
  type UserId,
} from '@arcade/contracts';
import { createInventory } from '@arcade/inventory/app';
import { Config as InventoryConfig } from '@arcade/inventory/config';
import { newId } from '@arcade/service-defaults';
import {
  call,
  eventOf,
  eventually,
  openService,
  stockUp,
  tell,
  type OpenService,
  type Origins,
  type PublishedEvent,
} from '@arcade/testing';
import { promotionTerms } from '@arcade/testing/promotion-terms';
import { violationsIn } from '../../../test/invariants/violations.ts';
import { createCarts } from './app.ts';
import { Config } from './config.ts';
import { startOrders, startProducts, type TestProduct } from './peers.fixture.ts';
import type { CartsTables } from './persistence/tables.ts';

/** Waits until what is expected comes true. */
export const settles = (check: () => Promise<void>): Promise<true> =>
  eventually(async () => {
    await check();
    return true as const;
  });

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** Somebody with a cart: a user, or a guest with the token of one. */
export interface Shopper {
  readonly identity?: { readonly userId: UserId };
  readonly headers?: Readonly<Record<string, string>>;
}

export const someUser = (userId = newId<UserId>()) => ({ identity: { userId } });
export const guestOf = ({ cartId, guestToken }: Cart): Shopper => ({
  headers: { [cartTokenHeader]: `${cartId}.${guestToken}` },
});

/** Carts and inventory for real, products and orders as the contract describes them, no sidecars between. */
export async function openShop(settings: Readonly<Record<string, string>> = {}) {
  const products = await startProducts();
  const orders = await startOrders();
  const origins: Origins = { products: products.origin, orders: orders.origin };
  const passes = { CART_SWEEP_MS: '100', CART_HOLD_RETRY_SECONDS: '1', SHIPPING_RATES: 'USD:499:5000' };
  const [carts, inventory] = await Promise.all([
    openService('carts', { Config, create: createCarts }, { origins, settings: { ...passes, ...settings } }),
    openService('inventory', { Config: InventoryConfig, create: createInventory }, { origins, settings }),
  ]);
  return {
    carts,
    inventory,
    products,
    orders,
    origins,
    db: carts.db<CartsTables>(),
    ...shopActions(carts, inventory, products),
    /** Whether carts have published this. */
    async told(topic: string, cartId: CartId, reason?: string): Promise<boolean> {
      const rows = await carts.query<{ data: string }>(
        `SELECT data FROM outbox WHERE topic = '${topic}' AND aggregate_id = '${cartId}'`,
      );
      return rows.some(({ data }) => (JSON.parse(data) as { reason?: string }).reason === reason);
    },
    /** Nothing answers for inventory meanwhile. */
    async withoutInventory<Result>(work: () => Promise<Result>): Promise<Result> {
      const { origin } = inventory;
      delete origins.inventory;
      try {
        return await work();
      } finally {
        origins.inventory = origin;
      }
    },
    /** Ends everything. @throws Error with what is wrong in both schemas: tests that end well leave nothing. */
    async close() {
      const violations = await violationsIn({ carts: carts.schema, inventory: inventory.schema });
      for (const service of [carts, inventory]) await service.close();
      for (const peer of [products, orders]) await peer.stop();
      if (violations.length > 0) throw new Error(violations.join('\n'));
    },
  };
}

function shopActions(
  { origin: carts }: OpenService,
  { origin: inventory, dapr }: OpenService,
  products: Awaited<ReturnType<typeof startProducts>>,
) {
  const add = (shopper: Shopper, { productId }: { productId: string }, quantity = 1, idempotencyKey?: string) =>
    call(carts, cartsApi.addCartItem, {
      ...shopper,
      body: { productId, quantity },
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
  return {
    add,
    read: async (shopper: Shopper) => (await call(carts, cartsApi.getCart, shopper)).body,
    set: (shopper: Shopper, { productId }: { productId: string }, quantity: number) =>
      call(carts, cartsApi.updateCart, { ...shopper, body: { items: [{ productId, quantity }] } }),
    extend: (shopper: Shopper) => call(carts, cartsApi.extendHolds, shopper),
    applyCode: (shopper: Shopper, code: string) => call(carts, cartsApi.applyCode, { ...shopper, body: { code } }),
    merge: (user: Shopper, guest: Shopper) => call(carts, cartsApi.mergeCart, { ...user, ...guest }),
    /** A product with units on hand; carts learn of it only when they ask. */
    async offer({ stock, ...overrides }: Partial<TestProduct> & { stock: number }): Promise<TestProduct> {
      const { product, event } = products.create(overrides);
      await tell(inventory, event);
      await stockUp(inventory, product, stock);
      return product;
    },
    setStock: (product: TestProduct, stock: number) => stockUp(inventory, product, stock),
    stockOf: async ({ productId }: { productId: string }) =>
      (await call(inventory, inventoryApi.getInventory, { params: { productId } })).body,
    createCode: (terms: Partial<PromotionTerms> & { rule: PromotionRule }) => createCode(carts, terms),
    checkout: (cart: Pick<Cart, 'cartId' | 'userId' | 'version'>, orderId = newId<OrderId>()) =>
      call(carts, cartsApi.checkoutCart, {
        caller: 'orders',
        params: { cartId: cart.cartId },
        body: { orderId, userId: cart.userId ?? '', cartVersion: cart.version },
      }),
    release: (cartId: CartId, orderId: OrderId) =>
      call(carts, cartsApi.releaseCheckout, { caller: 'orders', params: { cartId }, body: { orderId } }),
    /** Delivers to carts what inventory has published so far. */
    async relayInventory() {
      for (const event of dapr.published.splice(0)) {
        if (event.topic.startsWith('inventory.reservation')) await tell(carts, event).catch(ignoreUnsubscribed);
      }
    },
    tellCarts: (event: PublishedEvent) => tell(carts, event),
    orderNews: (kind: keyof typeof orderEvents, orderId: OrderId, quote: Quote, userId: UserId, version = 1) =>
      tell(carts, orderEvent(kind, orderId, quote, userId, version)),
    holdFor: (orderId: OrderId, quote: Quote) =>
      call(inventory, inventoryApi.putOrderReservation, {
        caller: 'orders',
        params: { orderId },
        body: {
          cartId: quote.cartId,
          lines: quote.lines.map(({ productId, quantity }) => ({ productId, quantity })),
          ttlSeconds: 900,
        },
      }),
  };
}

function ignoreUnsubscribed(error: unknown): void {
  if (!String(error).includes('No subscription')) throw error;
}

async function createCode(origin: string, terms: Partial<PromotionTerms> & { rule: PromotionRule }) {
  const { body, problem } = await call(origin, cartsApi.createPromotion, {
    identity: { userId: newId<UserId>(), roles: ['admin'] },
    body: promotionTerms({ code: `CODE-${newId().slice(-12)}`, ...terms }),
  });
  if (problem !== undefined) throw new Error(JSON.stringify(problem));
  return body;
}

const orderEvents = {
  confirmed: OrderConfirmed,
  cancelled: OrderCancelled,
  expired: OrderExpired,
};
const statuses = { confirmed: 'CONFIRMED', cancelled: 'CANCELLED', expired: 'EXPIRED' };

function orderEvent(
  kind: keyof typeof orderEvents,
  orderId: OrderId,
  { cartId, cartVersion, lines, totals }: Quote,
  userId: UserId,
  version: number,
): PublishedEvent {
  const payload = {
    orderId,
    number: 'A-1',
    userId,
    cartId,
    cartVersion,
    status: statuses[kind],
    total: totals.total,
    lines: lines.map(({ productId, merchantId, name, quantity, unitPrice }) => ({
      productId,
      merchantId,
      name,
      quantity,
      unitPrice,
    })),
    paymentId: newId(),
    reason: 'changed my mind',
  };
  return eventOf(orderEvents[kind], { id: orderId, version }, payload);
}
