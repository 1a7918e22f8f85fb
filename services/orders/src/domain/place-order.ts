import type { Address, OrderId, OrderItemId, Quote, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { orderNumber } from './order-number.ts';
import type { Order } from './order.ts';

export interface Placement {
  readonly orderId: OrderId;
  readonly userId: UserId;
  /** Prices as the shop has them now; what the client believes never gets here. */
  readonly quote: Quote;
  readonly shippingAddress: Address;
  readonly payMs: number;
  readonly now: Date;
}

export function placeOrder({ orderId, userId, quote, shippingAddress, payMs, now }: Placement): Order {
  return {
    orderId,
    number: orderNumber(orderId),
    userId,
    cartId: quote.cartId,
    cartVersion: quote.cartVersion,
    status: 'PENDING_PAYMENT',
    cancelReason: null,
    items: quote.lines.map((line) => ({
      orderItemId: newId<OrderItemId>(),
      ...line,
      quantityShipped: 0,
      quantityDelivered: 0,
      quantityReturned: 0,
      quantityCancelled: 0,
      createdAt: now,
    })),
    codes: quote.codes,
    totals: quote.totals,
    shippingAddress,
    payments: [],
    refunds: [],
    stock: 'unknown',
    shortages: [],
    settlement: 'open',
    payUntil: new Date(now.getTime() + payMs),
    returnUntil: null,
    shipments: [],
    reversals: [],
    holdRelease: null,
    history: [
      {
        statusHistoryId: newId<string>(),
        from: null,
        to: 'PENDING_PAYMENT',
        event: 'place',
        actor: userId,
        reason: null,
        at: now,
      },
    ],
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
