import type { EndpointAnswer, Identity, Money, ordersApi } from '@arcade/contracts';
import { handlersOf, seesAll } from '../application/order-access.ts';
import type { PayableOrder } from '../application/order-repository.ts';
import { allowedActions, allowedOnLine, canDeliver, type Handler } from '../domain/allowed-actions.ts';
import { holdOf } from '../domain/hold.ts';
import { merchantPart } from '../domain/merchant-part.ts';
import { currentPayment, fulfilmentStatusOf, paymentStatusOf, refundedAmount } from '../domain/order-statuses.ts';
import type { Order, OrderItem, Reversal, Shipment } from '../domain/order.ts';

type VisibleView = EndpointAnswer<typeof ordersApi.getOrder>;
type OrderView = EndpointAnswer<typeof ordersApi.placeOrder>;
type MerchantView = Extract<VisibleView, { view: 'merchant' }>;
type SummaryView = EndpointAnswer<typeof ordersApi.listOrders>['items'][number];
type PayableView = EndpointAnswer<typeof ordersApi.getPayableOrder>;

/** What whoever asks may see of an order, with what they can do with it. */
export const viewOrder = (order: Order, identity: Identity): VisibleView =>
  seesAll(identity, order) ? viewWhole(order, identity) : viewMerchantOrder(order, identity);

export function viewWhole(order: Order, identity: Identity): OrderView {
  const { orderId, totals } = order;
  const { currencyCode } = totals.total;
  const money = moneyIn(order);
  const handlers = handlersOf(identity, order);
  return {
    view: 'whole',
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
    allowedActions: allowedTo(order, handlers),
    history: order.history.map((change) => viewChange(order, change)),
    version: order.version,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}

/** A merchant's own lines, and what is needed to send them; nothing of what others sell or the buyer pays for it. */
function viewMerchantOrder(order: Order, identity: Identity): MerchantView {
  const { items, shipments, reversals, subtotal, discount } = merchantPart(order, identity.userId);
  const money = moneyIn(order);
  const handlers = handlersOf(identity, order);
  const isWhole = (reversal: Reversal) =>
    order.reversals.some(({ reversalId, lines }) => {
      return reversalId === reversal.reversalId && lines.length === reversal.lines.length;
    });
  return {
    view: 'merchant',
    orderId: order.orderId,
    number: order.number,
    status: order.status,
    hold: holdOf(order),
    fulfilmentStatus: fulfilmentStatusOf({ items }),
    currencyCode: order.totals.total.currencyCode,
    items: items.map((item) => viewItem(order, item, handlers)),
    totals: { subtotal: money(subtotal), discount: money(discount), total: money(subtotal - discount) },
    shippingAddress: order.shippingAddress,
    shipments: shipments.map((shipment) => viewShipment(order, shipment, handlers)),
    reversals: reversals.map((reversal) => {
      const view = viewReversal(reversal, money);
      return isWhole(reversal) ? view : { ...view, refundAmount: null };
    }),
    allowedActions: allowedTo(order, handlers),
    version: order.version,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}

const moneyIn =
  ({ totals }: Order) =>
  (amount: number): Money => ({ amount, currencyCode: totals.total.currencyCode });

const allowedTo = (order: Order, handlers: readonly Handler[]) => [
  ...new Set(handlers.flatMap((handler) => allowedActions(order, handler))),
];

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

export function viewSummary(order: Order, identity: Identity): SummaryView {
  const whole = seesAll(identity, order);
  const part = merchantPart(order, identity.userId);
  const items = whole ? order.items : part.items;
  const [first] = items;
  const shared = {
    orderId: order.orderId,
    number: order.number,
    status: order.status,
    fulfilmentStatus: fulfilmentStatusOf({ items }),
    currencyCode: order.totals.total.currencyCode,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    itemCount: items.length,
    firstItem: first === undefined ? null : { name: first.name, imageUrl: first.imageUrl },
  };
  if (!whole) return { view: 'merchant', ...shared, totalAmount: moneyIn(order)(part.subtotal - part.discount) };
  const { userId, totals } = order;
  return { view: 'whole', ...shared, userId, paymentStatus: paymentStatusOf(order), totalAmount: totals.total };
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
