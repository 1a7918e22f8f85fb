import type { EndpointAnswer, Identity, Money, ordersApi } from '@arcade/contracts';
import { handlersOf } from '../application/order-access.ts';
import type { PayableOrder } from '../application/order-repository.ts';
import { allowedActions, allowedOnLine, canDeliver, type Handler } from '../domain/allowed-actions.ts';
import { holdOf } from '../domain/hold.ts';
import { currentPayment, fulfilmentStatusOf, paymentStatusOf, refundedAmount } from '../domain/order-statuses.ts';
import type { Order, OrderItem, Reversal, Shipment } from '../domain/order.ts';

type OrderView = EndpointAnswer<typeof ordersApi.getOrder>;
type SummaryView = EndpointAnswer<typeof ordersApi.listOrders>['items'][number];
type PayableView = EndpointAnswer<typeof ordersApi.getPayableOrder>;

/** An order with what whoever asks can do with it. */
export function viewOrder(order: Order, identity: Identity): OrderView {
  const { orderId, totals } = order;
  const { currencyCode } = totals.total;
  const money = (amount: number): Money => ({ amount, currencyCode });
  const handlers = handlersOf(identity, order);
  return {
    orderId,
    number: order.number,
    userId: order.userId,
    paymentId: currentPayment(order)?.paymentId ?? null,
    status: order.status,
    paymentStatus: paymentStatusOf(order),
    fulfilmentStatus: fulfilmentStatusOf(order),
    cancelReason: order.cancelReason,
    items: order.items.map((item) => viewItem(order, item, handlers)),
    codes: [...order.codes],
    totals,
    totalAmount: totals.total,
    currencyCode,
    refundedAmount: money(refundedAmount(order)),
    refunds: order.refunds.map(({ refundId, amount, succeeded, lines }) => ({
      refundId,
      amount: money(amount),
      succeeded,
      lines: lines.map((line) => ({ ...line, amount: money(line.amount) })),
    })),
    hold: holdOf(order),
    shippingAddress: order.shippingAddress,
    payUntil: order.status === 'PENDING_PAYMENT' ? order.payUntil.toISOString() : null,
    shipments: order.shipments.map((shipment) => viewShipment(order, shipment, handlers)),
    reversals: order.reversals.map((reversal) => viewReversal(reversal, money)),
    allowedActions: [...new Set(handlers.flatMap((handler) => allowedActions(order, handler)))],
    history: order.history.map((change) => viewChange(order, change)),
    version: order.version,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}

/** Whoever has several roles can do what any of them can. */
function viewItem(order: Order, item: OrderItem, handlers: readonly Handler[]) {
  const most = new Map<string, ReturnType<typeof allowedOnLine>[number]>();
  for (const allowed of handlers.flatMap((handler) => allowedOnLine(order, item, handler)))
    most.set(allowed.action, allowed);
  return {
    ...item,
    orderId: order.orderId,
    allowedActions: [...most.values()],
    createdAt: item.createdAt.toISOString(),
  };
}

function viewShipment(order: Order, shipment: Shipment, handlers: readonly Handler[]) {
  const { lines, shippedAt, deliveredAt, ...rest } = shipment;
  const mayDeliver = handlers.some(
    (handler) => handler.may.includes('deliver') && canDeliver(order, shipment, handler),
  );
  return {
    ...rest,
    lines: lines.map((line) => ({ ...line })),
    shippedAt: shippedAt.toISOString(),
    deliveredAt: deliveredAt?.toISOString() ?? null,
    allowedActions: mayDeliver ? (['deliver'] as const).slice() : [],
  };
}

const viewReversal = (reversal: Reversal, money: (amount: number) => Money) => ({
  reversalId: reversal.reversalId,
  kind: reversal.kind,
  lines: reversal.lines.map(({ orderItemId, quantity, stock }) => ({ orderItemId, quantity, stock })),
  reason: reversal.reason,
  refundAmount: reversal.refund === 'open' ? null : money(reversal.refundAmount),
  refund: reversal.refund,
  restocked: reversal.restocked,
  createdAt: reversal.createdAt.toISOString(),
});

const viewChange = ({ orderId }: Order, change: Order['history'][number]) => ({
  statusHistoryId: change.statusHistoryId,
  orderId,
  oldStatus: change.from,
  newStatus: change.to,
  event: change.event,
  actor: change.actor,
  reason: change.reason,
  changedAt: change.at.toISOString(),
});

export function viewSummary(order: Order): SummaryView {
  const [first] = order.items;
  return {
    orderId: order.orderId,
    number: order.number,
    userId: order.userId,
    status: order.status,
    paymentStatus: paymentStatusOf(order),
    fulfilmentStatus: fulfilmentStatusOf(order),
    totalAmount: order.totals.total,
    currencyCode: order.totals.total.currencyCode,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    itemCount: order.items.length,
    firstItem: first === undefined ? null : { name: first.name, imageUrl: first.imageUrl },
  };
}

/** Only the database's clock decides whether an order can still be paid. */
export function viewPayable(payable: PayableOrder): PayableView {
  const { orderId, userId, status, version, payUntil, totals, lines, readAt } = payable;
  const pending = status === 'PENDING_PAYMENT';
  const { currencyCode } = totals.total;
  return {
    orderId,
    userId,
    status,
    version,
    payable: pending && readAt < payUntil && totals.total.amount > 0,
    total: totals.total,
    bill: {
      lines: lines.map(({ paid, ...line }) => ({ ...line, paid: { amount: paid, currencyCode } })),
      shipping: totals.shipping,
    },
    payUntil: pending ? payUntil.toISOString() : null,
  };
}
