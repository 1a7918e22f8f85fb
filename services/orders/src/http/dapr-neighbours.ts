import { cartsApi, inventoryApi, paymentsApi } from '@arcade/contracts';
import type { Dapr } from '@arcade/service-defaults';
import type { Neighbours } from '../application/neighbours.ts';

/** The services that orders ask, through our sidecar. */
export const daprNeighbours = (dapr: Dapr): Neighbours => ({
  ...cartCalls(dapr),
  ...stockCalls(dapr),
  ...paymentCalls(dapr),
});

const cartCalls = (dapr: Dapr): Pick<Neighbours, 'checkoutCart' | 'releaseCheckout'> => ({
  checkoutCart: (cartId, body) => dapr.invoke(cartsApi.checkoutCart, { params: { cartId }, body }),
  async releaseCheckout(cartId, orderId) {
    await dapr.invoke(cartsApi.releaseCheckout, { params: { cartId }, body: { orderId } });
  },
});

const stockCalls = (
  dapr: Dapr,
): Pick<Neighbours, 'reserveStock' | 'commitStock' | 'releaseStock' | 'restockUnits'> => ({
  reserveStock: (orderId, { cartId, cartVersion, lines, ttlSeconds }) =>
    dapr.invoke(inventoryApi.putOrderReservation, {
      params: { orderId },
      body: { cartId, cartVersion, lines: [...lines], ttlSeconds: Math.min(Math.max(ttlSeconds, 1), 86_400) },
    }),
  commitStock: (orderId) => dapr.invoke(inventoryApi.commitOrderReservation, { params: { orderId } }),
  releaseStock: (orderId, reason) =>
    dapr.invoke(inventoryApi.releaseOrderReservation, { params: { orderId }, body: { reason } }),
  async restockUnits(orderId, reversalId, lines) {
    const params = { orderId, returnId: reversalId };
    await dapr.invoke(inventoryApi.restockReturn, { params, body: { lines: [...lines] } });
  },
});

const paymentCalls = (
  dapr: Dapr,
): Pick<Neighbours, 'newestPayment' | 'capturePayment' | 'settlePayment' | 'refundUnits' | 'proposeRefund'> => ({
  async newestPayment(orderId) {
    return (await dapr.invoke(paymentsApi.getOrderPayment, { params: { orderId } })).payment;
  },
  capturePayment: (orderId, amount) => dapr.invoke(paymentsApi.captureOrder, { params: { orderId }, body: { amount } }),
  settlePayment: (orderId, reason) =>
    dapr.invoke(paymentsApi.cancelOrderPayment, { params: { orderId }, body: { reason } }),
  refundUnits: (orderId, refundId, givenUp, reason) =>
    dapr.invoke(paymentsApi.refundOrder, { params: { orderId, refundId }, body: { ...givenUp, reason } }),
  proposeRefund: (orderId, givenUp) => dapr.invoke(paymentsApi.proposeRefund, { params: { orderId }, body: givenUp }),
});
