import { DomainError, inventoryApi, ordersApi, productsApi } from '@arcade/contracts';
import type { Dapr } from '@arcade/service-defaults';
import type { CartsContext, StockHolds } from '../application/carts-context.ts';
import type { Cart } from '../domain/cart.ts';
import { holderOf } from '../domain/holder-of.ts';

/** A shopper may be waiting, and what orders does not say now comes by its event. */
const askTimeoutMs = 1500;

/** The services that carts ask. */
export const daprNeighbours = (
  dapr: Dapr,
  holdSeconds: number,
): Pick<CartsContext, 'holds' | 'resolveProducts' | 'findOrder'> => ({
  holds: stockHolds(dapr, holdSeconds),
  async resolveProducts(productIds) {
    const { items } = await dapr.invoke(productsApi.resolveProducts, { body: { productIds: [...productIds] } });
    return items;
  },
  async findOrder(orderId) {
    try {
      return await dapr.invoke(ordersApi.getPayableOrder, { params: { orderId } }, { timeoutMs: askTimeoutMs });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not-found') return undefined;
      throw error;
    }
  },
});

const stockHolds = (dapr: Dapr, ttlSeconds: number): StockHolds => ({
  put(cart) {
    const { cartId, movesFrom } = cart;
    if (movesFrom === null) {
      return dapr.invoke(inventoryApi.putCartHold, { params: { cartId }, body: wishOf(cart, ttlSeconds) });
    }
    const body = { toCartId: cartId, ...wishOf(cart, ttlSeconds) };
    return dapr.invoke(inventoryApi.moveCartHold, { params: { cartId: movesFrom }, body });
  },
  async release({ cartId, holdVersion: cartVersion }) {
    await dapr.invoke(inventoryApi.releaseCartHold, { params: { cartId }, body: { cartVersion } });
  },
});

const wishOf = (cart: Cart, ttlSeconds: number) => ({
  lines: cart.lines.map(({ productId, quantity }) => ({ productId, quantity })),
  ttlSeconds,
  cartVersion: cart.holdVersion,
  holder: holderOf(cart),
});
