import type { OrderAction, PaymentStatus, RefundId, RefundReason, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { allowedLines, type Handler } from './allowed-actions.ts';
import { cancelOrder, startProcessing } from './cancel-order.ts';
import { followUnits } from './follow-units.ts';
import { deliverShipment, shipOrder } from './fulfil-order.ts';
import { giveUpRefunded } from './give-up-refunded.ts';
import { handlerOf, parcel } from './handling-samples.fixture.ts';
import type { Line, Order } from './order.ts';
import { anOrder, aPayment, later, usd } from './order-samples.fixture.ts';
import { releaseHold } from './release-hold.ts';
import { returnUnits } from './return-units.ts';

export const merchants = [newId<UserId>(), newId<UserId>()] as const;
const returnMs = 1000;

/** What may befall an order that is being handled. */
export interface Deed {
  readonly kind: OrderAction | 'follow' | 'refund' | 'dispute';
  readonly by: number;
  readonly line: number;
  readonly quantity: number;
  readonly reason: RefundReason;
  readonly payment: PaymentStatus;
}

export const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'cancel' as const,
      'process' as const,
      'ship' as const,
      'deliver' as const,
      'return' as const,
      'release-hold' as const,
      'follow' as const,
      'refund' as const,
      'dispute' as const,
    ),
    by: fc.constantFrom(0, 0, 1, 2),
    line: fc.nat(2),
    quantity: fc.integer({ min: 1, max: 7 }),
    reason: fc.constantFrom('damaged' as const, 'customer-request' as const),
    payment: fc.constantFrom('DISPUTED' as const, 'CHARGED_BACK' as const, 'CAPTURED' as const),
  }),
  { maxLength: 25 },
);

export const handlers: readonly Handler[] = [handlerOf(), ...merchants.map((id) => handlerOf(id))];

export type StoryStart = 'PENDING_PAYMENT' | 'EXPIRED' | 'CONFIRMED' | 'PROCESSING' | 'SHIPPED' | 'DELIVERED';

/** An order of three lines of two merchants, as far as that. */
export function storyStart(status: StoryStart): Order {
  if (status !== 'SHIPPED' && status !== 'DELIVERED') return placed(status);
  const shipped = act(placed('PROCESSING'), 'ship', handlerOf());
  return status === 'SHIPPED' ? shipped : act(shipped, 'deliver', handlerOf());
}

const placed = (status: Order['status']): Order =>
  anOrder(
    [
      { quantity: 3, merchantId: merchants[0] },
      { quantity: 1, merchantId: merchants[1] },
      { quantity: 2, merchantId: merchants[0] },
    ],
    {
      status,
      stock: 'committed',
      payments: [aPayment({ status: 'CAPTURED', capturedAmount: 6000, amount: usd(6000) })],
    },
  );

/** Does what people, the saga and payments do; what is refused changes nothing and throws. */
export function perform(order: Order, deed: Deed, lines?: readonly Line[]): Order {
  const handler = handlers[deed.by] ?? handlerOf();
  return deed.kind === 'follow' || deed.kind === 'refund' || deed.kind === 'dispute'
    ? befall(order, deed)
    : act(order, deed.kind, handler, lines);
}

function befall(order: Order, { kind, line, quantity, reason, payment }: Deed): Order {
  if (kind === 'follow') return followUnits(order, { actor: 'orders', at: later(1), returnMs });
  if (kind === 'dispute') return { ...order, payments: order.payments.map((one) => ({ ...one, status: payment })) };
  const item = order.items[line];
  const lines =
    item === undefined
      ? []
      : [{ orderItemId: item.orderItemId, quantity: Math.min(quantity, item.quantity), amount: 0 }];
  return giveUpRefunded(order, [{ refundId: newId<RefundId>(), reason, lines }], later(1));
}

/** One command, on the given lines or on all that are possible. */
export function act(order: Order, action: OrderAction, handler: Handler, lines?: readonly Line[]): Order {
  const reversalId = newId<RefundId>();
  const now = later(1);
  switch (action) {
    case 'cancel':
      return cancelOrder(order, { reversalId, reason: 'no', lines }, handler, now);
    case 'process':
      return startProcessing(order, handler, now);
    case 'ship':
      return shipOrder(order, parcel(newId<string>(), lines), handler, now);
    case 'deliver':
      return deliverAny(order, handler, now);
    case 'return': {
      const units = (lines ?? allowedLines('return', order, handler)).map((line) => ({
        ...line,
        stock: 'restock' as const,
        amount: null,
      }));
      return returnUnits(order, { reversalId, lines: units, shipping: 0, reason: 'broken' }, handler, now);
    }
    case 'release-hold':
      return releaseHold(order, 'fine', handler, now);
  }
}

/** The first parcel that the handler can say has arrived. */
function deliverAny(order: Order, handler: Handler, now: Date): Order {
  for (const { shipmentId } of order.shipments) {
    try {
      const delivered = deliverShipment(order, shipmentId, handler, now, returnMs);
      if (delivered !== order) return delivered;
    } catch {
      // Another merchant's; the next may be theirs.
    }
  }
  return order;
}
