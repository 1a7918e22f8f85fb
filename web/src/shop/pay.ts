import type { Address, Cart, Order, Payment } from '@arcade/contracts';
import { api } from './api.ts';
import { inTab } from './kept-texts.ts';
import { ordersApi, paymentsApi } from './operations.ts';

/**
 * A key that is kept before it is sent: after a reload or a lost answer the same intention meets what it began. It is
 * forgotten when the intention has had its answer.
 */
const keyFor = (intention: string) => {
  const name = `arcade.key.${intention}`;
  const key = inTab.get(name) ?? crypto.randomUUID();
  inTab.set(name, key);
  return { key, done: () => inTab.remove(name) };
};

type ShippingAddress = Address & { readonly recipient: string };

/** @throws ProblemError price-changed, cart-changed, insufficient-stock … */
export async function placeOrder({ cartId, version, totals }: Cart, shippingAddress: ShippingAddress): Promise<Order> {
  const { key } = keyFor(`order.${cartId}.${version}.${totals.total.amount}.${JSON.stringify(shippingAddress)}`);
  const body = { cartId, cartVersion: version, expectedTotal: totals.total, shippingAddress };
  return (await api.call(ordersApi.placeOrder, { body }, { idempotencyKey: key })).body;
}

/** @throws ProblemError payment-in-progress, order-not-payable … */
export async function pay(orderId: string, token: string): Promise<Payment> {
  const { key, done } = keyFor(`payment.${orderId}.${token}`);
  const body = { orderId, paymentMethod: { type: 'card', token }, returnPath: `/orders/${orderId}` } as const;
  const { body: payment } = await api.call(paymentsApi.initiatePayment, { body }, { idempotencyKey: key });
  done();
  return payment;
}
