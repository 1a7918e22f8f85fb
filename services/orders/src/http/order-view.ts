import type { EndpointAnswer, Money, ordersApi } from '@arcade/contracts';
import type { PayableOrder } from '../application/order-repository.ts';
import { currentPayment, fulfilmentStatusOf, paymentStatusOf, refundedAmount } from '../domain/order-statuses.ts';
import type { Order } from '../domain/order.ts';

type OrderView = EndpointAnswer<typeof ordersApi.getOrder>;
type SummaryView = EndpointAnswer<typeof ordersApi.listOrders>['items'][number];
type PayableView = EndpointAnswer<typeof ordersApi.getPayableOrder>;

export function viewOrder(order: Order): OrderView {
  const { orderId, totals } = order;
  const { currencyCode } = totals.total;
  const money = (amount: number): Money => ({ amount, currencyCode });
  return {
    orderId,
    number: order.number,
    userId: order.userId,
    paymentId: currentPayment(order)?.paymentId ?? null,
    status: order.status,
    paymentStatus: paymentStatusOf(order),
    fulfilmentStatus: fulfilmentStatusOf(order),
    cancelReason: order.cancelReason,
    items: order.items.map((item) => ({ ...item, orderId, createdAt: item.createdAt.toISOString() })),
    codes: [...order.codes],
    totals,
    totalAmount: totals.total,
    currencyCode,
    refundedAmount: money(refundedAmount(order)),
    shippingAddress: order.shippingAddress,
    payUntil: order.status === 'PENDING_PAYMENT' ? order.payUntil.toISOString() : null,
    shipments: order.shipments.map(viewShipment),
    history: order.history.map((change) => viewChange(order, change)),
    version: order.version,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}

const viewShipment = ({ lines, shippedAt, deliveredAt, ...shipment }: Order['shipments'][number]) => ({
  ...shipment,
  lines: lines.map((line) => ({ ...line })),
  shippedAt: shippedAt.toISOString(),
  deliveredAt: deliveredAt?.toISOString() ?? null,
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
export function viewPayable({ orderId, userId, status, version, payUntil, totals, readAt }: PayableOrder): PayableView {
  const pending = status === 'PENDING_PAYMENT';
  return {
    orderId,
    userId,
    status,
    version,
    payable: pending && readAt < payUntil && totals.total.amount > 0,
    total: totals.total,
    payUntil: pending ? payUntil.toISOString() : null,
  };
}
