import type { EndpointResult, Identity, OrderId, ordersApi, RefundId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { cancelOrder } from '../domain/cancel-order.ts';
import type { Line } from '../domain/order.ts';
import { requireOrder } from './change-order.ts';
import { handlerFor } from './order-access.ts';
import type { OrdersContext } from './orders-context.ts';
import { nothingIn, proposeRefund, proposeRest } from './propose-refund.ts';

export type CancelPreview = EndpointResult<typeof ordersApi.previewCancel>;

export interface PreviewCancel {
  readonly orderId: OrderId;
  readonly identity: Identity;
  readonly lines: readonly Line[] | undefined;
}

/**
 * What cancelling these units (all that are not sent when undefined) would give back, by the way that the cancellation
 * goes; of an order that is not paid nothing can go back.
 * @throws DomainError not-found, forbidden, illegal-transition, dependency-unavailable
 */
export async function previewCancel(ctx: OrdersContext, preview: PreviewCancel): Promise<CancelPreview> {
  const { orderId, identity, lines } = preview;
  const order = await requireOrder(ctx, orderId);
  const reversalId = newId<RefundId>();
  const command = { reversalId, reason: null, lines };
  const after = cancelOrder(order, command, handlerFor('cancel', identity, order), order.updatedAt);
  if (order.status === 'PENDING_PAYMENT') return { amount: nothingIn(order), wholeOrder: true };
  return after.status === 'CANCELLED'
    ? { amount: await proposeRest(ctx, order), wholeOrder: true }
    : { amount: (await proposeRefund(ctx, after, reversalId)).amount, wholeOrder: false };
}
