import { paymentsApi, type OrderId, type RefundReason } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, openService } from '@arcade/testing';
import { consistent } from '../../../test/invariants/violations.ts';
import { createPayments } from './app.ts';
import { Config } from './config.ts';
import { startOrders, total, type PlacedOrder } from './orders-peer.fixture.ts';
import { startSandbox } from './sandbox-peer.fixture.ts';

export type PaymentsUnderTest = Awaited<ReturnType<typeof openPayments>>;

/** The service with passes that are short, and a real provider's server; no sidecars between. */
export async function openPayments(settings: Readonly<Record<string, string>> = {}) {
  const orders = await startOrders();
  /** Whether the provider's webhooks arrive. */
  const webhooks = { arrive: true };
  const provider = await startSandbox(() => (webhooks.arrive ? payments.origin : undefined));
  const payments = await openService(
    'payments',
    { Config, create: createPayments },
    {
      origins: { orders: orders.origin },
      settings: {
        PUBLIC_URL: 'http://shop.test',
        PAYMENT_REFRESH_SECONDS: '0.05',
        RECONCILE_INTERVAL_SECONDS: '1',
        RECONCILE_QUIET_SECONDS: '1',
        ...provider.settings,
        ...settings,
      },
    },
  );
  return {
    ...payments,
    ...clientOf(() => payments.origin),
    orders,
    provider,
    webhooks,
    consistent: () => consistent({ payments: payments.schema }),
    async close() {
      await payments.close();
      await provider.stop();
      await orders.stop();
    },
  };
}

/** Calls as shoppers, admins and the saga make them. */
function clientOf(origin: () => string) {
  const admin = { userId: newId<string>(), roles: ['admin'] } as const;
  return {
    pay: ({ orderId, userId }: PlacedOrder, token: string, idempotencyKey = newId<string>()) =>
      call(origin(), paymentsApi.initiatePayment, {
        identity: { userId },
        idempotencyKey,
        body: { orderId, paymentMethod: { type: 'card', token } },
      }),
    status: ({ orderId, userId }: Pick<PlacedOrder, 'userId'> & Partial<PlacedOrder>) =>
      call(origin(), paymentsApi.getPaymentStatus, {
        identity: { userId },
        query: orderId === undefined ? {} : { orderId },
      }),
    capture: (orderId: OrderId, amount = total) =>
      call(origin(), paymentsApi.captureOrder, { caller: 'orders', params: { orderId }, body: { amount } }),
    cancel: (orderId: OrderId, reason: RefundReason = 'order-cancelled') =>
      call(origin(), paymentsApi.cancelOrderPayment, { caller: 'orders', params: { orderId }, body: { reason } }),
    refund: (paymentId: string, amount: number | undefined, idempotencyKey = newId<string>()) =>
      call(origin(), paymentsApi.requestRefund, {
        identity: admin,
        idempotencyKey,
        params: { paymentId },
        body: {
          reason: 'customer-request',
          lines: [],
          ...(amount === undefined ? {} : { amount: { amount, currencyCode: total.currencyCode } }),
        },
      }),
  };
}
