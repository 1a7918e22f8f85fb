import { DomainError, type Identity, type paymentsApi, type PaymentId, type RefundId } from '@arcade/contracts';
import type { ServiceHandlers } from '@arcade/messaging';
import { derivedId, type Idempotent } from '@arcade/service-defaults';
import { cancelOrderPayment } from '../application/cancel-order-payment.ts';
import { captureOrder } from '../application/capture-order.ts';

import { initiatePayment } from '../application/initiate-payment.ts';
import { maySee, paymentStatus } from '../application/payment-status.ts';
import type { PaymentsContext } from '../application/payments-context.ts';
import { receiveWebhook } from '../application/receive-webhook.ts';
import { proposeRefund, refundOrder } from '../application/refund-order.ts';
import { refundPayment } from '../application/refund-payment.ts';
import { newestPayment, paymentIn, refundIn } from '../domain/order-account.ts';

import { viewPayment, viewProposal, viewRefund } from './payment-view.ts';
import { rawBody } from './raw-body.ts';

type PaymentsHandlers = ServiceHandlers<typeof paymentsApi>;

/** What the payments service answers; the log of events is messaging's. */
export const paymentsHandlers = (ctx: PaymentsContext, idempotent: Idempotent): PaymentsHandlers => ({
  ...commands(ctx, idempotent),
  ...queries(ctx),
  ...sagaCommands(ctx),
});

const commands = (ctx: PaymentsContext, idempotent: Idempotent) =>
  ({
    initiatePayment: ({ identity, idempotencyKey, body }) =>
      idempotent({ userId: identity.userId, key: idempotencyKey, request: ['initiate', body] }, async (seed) => {
        const { orderId, paymentMethod, returnPath } = body;
        const paymentId = derivedId<PaymentId>('payment', seed);
        const { token } = paymentMethod;
        const account = await initiatePayment(ctx, { identity, paymentId, orderId, token, returnPath });
        return { status: 201, body: viewPayment(paymentIn(account, paymentId), account.refunds) };
      }),
    requestRefund: ({ identity, idempotencyKey, params, body }) =>
      idempotent({ userId: identity.userId, key: idempotencyKey, request: ['refund', params, body] }, async (seed) => {
        const refundId = derivedId<RefundId>('refund', seed);
        return { status: 201, body: viewRefund(await refundPayment(ctx, params.paymentId, { refundId, ...body })) };
      }),
    async receiveWebhook({ params, req }) {
      if (params.provider !== ctx.provider.name) throw new DomainError('not-found');
      await receiveWebhook(ctx, await rawBody(req), (name) => req.header(name));
      return {};
    },
    async dismissUnreadWebhook({ params: { eventId }, identity: { userId } }) {
      if (!(await ctx.unread.dismiss(ctx.provider.name, eventId))) throw new DomainError('not-found');
      ctx.logger.info({ eventId, userId }, 'webhook that was not understood is dismissed');
      return {};
    },
  }) satisfies Partial<PaymentsHandlers>;

const queries = (ctx: PaymentsContext) =>
  ({
    async getPaymentStatus({ identity, query }) {
      const { account, payment } = await paymentStatus(ctx, identity, query);
      return { body: viewPayment(payment, account.refunds) };
    },
    async listPayments({ identity, query }) {
      const userId = isAdmin(identity) ? undefined : identity.userId;
      const { items, ...rest } = await ctx.accounts.list({ ...query, userId });
      return { body: { items: items.map(({ payment, refunds }) => viewPayment(payment, refunds)), ...rest } };
    },
    async listUnreadWebhooks({ query }) {
      return { body: await ctx.unread.list(ctx.provider.name, query) };
    },
    async getRefund({ identity, params }) {
      const orderId = await ctx.accounts.orderOfRefund(params.refundId);
      if (orderId === undefined) throw new DomainError('not-found');
      const refund = refundIn(await ctx.accounts.load(orderId), params.refundId);
      if (!maySee(identity, refund)) throw new DomainError('not-found');
      return { body: viewRefund(refund) };
    },
  }) satisfies Partial<PaymentsHandlers>;

const isAdmin = ({ roles }: Identity) => roles.includes('admin');

const sagaCommands = (ctx: PaymentsContext) =>
  ({
    async getOrderPayment({ params }) {
      const account = await ctx.accounts.load(params.orderId);
      const payment = newestPayment(account);
      return { body: { payment: payment === undefined ? null : viewPayment(payment, account.refunds) } };
    },
    captureOrder: async ({ params, body }) => ({ body: await captureOrder(ctx, params.orderId, body.amount) }),
    cancelOrderPayment: async ({ params, body }) => ({
      body: await cancelOrderPayment(ctx, params.orderId, body.reason),
    }),
    async refundOrder({ params, body }) {
      const { reason, ...givenUp } = body;
      const { orderId, refundId } = params;
      return { body: viewRefund(await refundOrder(ctx, orderId, { refundId, reason, givenUp })) };
    },
    proposeRefund: async ({ params, body }) => ({ body: viewProposal(await proposeRefund(ctx, params.orderId, body)) }),
  }) satisfies Partial<PaymentsHandlers>;
