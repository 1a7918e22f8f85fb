import {
  DomainError,
  type EndpointBody,
  type EndpointResult,
  type Identity,
  type Money,
  type OrderId,
  type ordersApi,
  type RefundId,
} from '@arcade/contracts';
import { newId, type IfMatch } from '@arcade/service-defaults';
import { allowedLines, isMine, takeLines } from '../domain/allowed-actions.ts';
import { sumLines } from '../domain/line-units.ts';
import type { Line, Order, ReversalLine } from '../domain/order.ts';
import { returnUnits, type ReturnCommand } from '../domain/return-units.ts';
import { changeOrder, requireOrder } from './change-order.ts';
import { handlerFor } from './order-access.ts';
import type { OrdersContext } from './orders-context.ts';
import { nothingIn, proposeRefund } from './propose-refund.ts';

type ReturnBody = EndpointBody<typeof ordersApi.returnItems>;
export type ReturnPreview = EndpointResult<typeof ordersApi.previewReturn>;

export interface ReturnOrder {
  readonly orderId: OrderId;
  readonly identity: Identity;
  readonly ifMatch: IfMatch | undefined;
  readonly reversalId: RefundId;
  readonly body: ReturnBody;
}

/**
 * Takes units back. What somebody wants to give for them instead of the proposal is checked before anything is written.
 * @throws DomainError not-found, illegal-transition, forbidden, currency-mismatch, refund-exceeds-line,
 * refund-exceeds-captured, dependency-unavailable
 */
export async function returnOrder(ctx: OrdersContext, { body, reversalId, ...call }: ReturnOrder): Promise<Order> {
  const { orderId, identity } = call;
  const order = await requireOrder(ctx, orderId);
  const command = commandOf(order, reversalId, body);
  if (isNew(order, reversalId) && wantsMoney(command)) {
    await proposeRefund(
      ctx,
      returnUnits(order, command, handlerFor('return', identity, order), order.updatedAt),
      reversalId,
    );
  }
  return await changeOrder(ctx, {
    ...call,
    action: 'return',
    decide: (current, handler, now) => returnUnits(current, command, handler, now),
  });
}

/** A former try of the same request may have recorded it. */
const isNew = ({ reversals }: Order, reversalId: RefundId) => reversals.every((one) => one.reversalId !== reversalId);

const wantsMoney = ({ shipping, lines }: ReturnCommand) => shipping > 0 || lines.some(({ amount }) => amount !== null);

/** @throws DomainError currency-mismatch */
function commandOf(order: Order, reversalId: RefundId, { lines, shipping, reason }: ReturnBody): ReturnCommand {
  const minor = (money: Money) => {
    if (money.currencyCode !== order.totals.total.currencyCode) throw new DomainError('currency-mismatch');
    return money.amount;
  };
  return {
    reversalId,
    lines: lines.map(({ amount, ...line }) => ({ ...line, amount: amount === undefined ? null : minor(amount) })),
    shipping: shipping === undefined ? 0 : minor(shipping),
    reason,
  };
}

export interface PreviewReturn {
  readonly orderId: OrderId;
  readonly identity: Identity;
  readonly lines: readonly Line[] | undefined;
}

/**
 * What a return of these units (all that can come back when undefined) would give back, by the way that the return goes.
 * @throws DomainError not-found, forbidden, illegal-transition, dependency-unavailable
 */
export async function previewReturn(ctx: OrdersContext, preview: PreviewReturn): Promise<ReturnPreview> {
  const { orderId, identity } = preview;
  const order = await requireOrder(ctx, orderId);
  const handler = handlerFor('return', identity, order);
  const lines = sumLines(takeLines('return', order, handler, preview.lines));
  const reversalId = newId<RefundId>();
  const units = lines.map((line): ReversalLine => ({ ...line, stock: 'restock', amount: null }));
  const command = { reversalId, lines: units, shipping: 0, reason: 'preview' };
  const {
    amount,
    shipping,
    lines: worth,
  } = await proposeRefund(ctx, returnUnits(order, command, handler, order.updatedAt), reversalId);
  const returnable = allowedLines('return', order, handler);
  return {
    amount,
    shipping: order.items.every((item) => isMine(handler, item)) ? shipping : null,
    lines: lines.map((line, index) => ({
      ...line,
      returnable: returnable.find(({ orderItemId }) => orderItemId === line.orderItemId)?.quantity ?? 0,
      amount: worth[index]?.amount ?? nothingIn(order),
      left: worth[index]?.left ?? nothingIn(order),
    })),
  };
}
