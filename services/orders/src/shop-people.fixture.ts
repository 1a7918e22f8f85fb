import {
  inventoryApi,
  ordersApi,
  paymentsApi,
  type Order,
  type OrderId,
  type PaymentStatus,
  type Quote,
  type Role,
  type UserId,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually, stockedProduct, type OpenService, type StockedProduct } from '@arcade/testing';
import type { startCarts, CartLine } from './carts-peer.fixture.ts';

const address = {
  recipient: 'Ada Lovelace',
  line1: '1 Loopback Lane',
  city: 'Localhost',
  postalCode: '12700',
  countryCode: 'DE',
} as const;

export interface Placing {
  readonly key?: string;
  readonly expectedTotal?: number;
  readonly cartVersion?: number;
  readonly line1?: string;
  readonly origin?: string;
}

/** What people do in the shop. */
export function peopleOf({
  orders,
  inventory,
  payments,
  carts,
}: Readonly<Record<'orders' | 'inventory' | 'payments', OpenService>> & {
  readonly carts: Awaited<ReturnType<typeof startCarts>>;
}) {
  const as = (userId: string, ...roles: Role[]) => ({
    userId,
    roles: roles.length === 0 ? ['customer' as const] : roles,
  });
  const see = (userId: string, orderId: string, ...roles: Role[]) =>
    call(orders.origin, ordersApi.getOrder, { params: { orderId }, identity: as(userId, ...roles) });
  /** As its buyer and admins see it. */
  const get = async (...asked: Parameters<typeof see>) => {
    const answer = await see(...asked);
    return { ...answer, body: answer.body as Order };
  };
  const place = (userId: UserId, quote: Quote, placing: Placing = {}) =>
    call(placing.origin ?? orders.origin, ordersApi.placeOrder, {
      identity: as(userId),
      idempotencyKey: placing.key ?? newId<string>(),
      body: {
        cartId: quote.cartId,
        cartVersion: placing.cartVersion ?? quote.cartVersion,
        expectedTotal: { ...quote.totals.total, amount: placing.expectedTotal ?? quote.totals.total.amount },
        shippingAddress: { ...address, line1: placing.line1 ?? address.line1 },
      },
    });
  const pay = (userId: UserId, orderId: OrderId, token = 'tok_visa', key = newId<string>()) =>
    call(payments.origin, paymentsApi.initiatePayment, {
      identity: as(userId),
      idempotencyKey: key,
      body: { orderId, paymentMethod: { type: 'card', token } },
    });
  return {
    as,
    see,
    get,
    place,
    pay,
    newUser: () => newId<UserId>(),
    product: (units: number, merchantId = newId<UserId>()) => stockedProduct(inventory.origin, units, merchantId),
    cart: (userId: UserId, lines: readonly (StockedProduct & Partial<CartLine>)[], shipping?: number): Quote =>
      carts.create(
        userId,
        lines.map((line) => ({ quantity: 1, unitPrice: 1000, ...line })),
        shipping,
      ),
    stock: async ({ productId }: StockedProduct) => {
      const { body } = await call(inventory.origin, inventoryApi.getInventory, { params: { productId } });
      return { onHand: body.quantityAvailable, reserved: body.quantityReserved };
    },
    payment: async (userId: UserId, orderId: OrderId) =>
      (
        await call(payments.origin, paymentsApi.getPaymentStatus, {
          query: { orderId },
          identity: as(userId),
        })
      ).body,
    /** Waits until the order looks like this. */
    until: (userId: UserId, orderId: OrderId, expected: Partial<Record<string, unknown>>, timeoutMs = 20_000) =>
      eventually(
        async () => {
          const { body } = await get(userId, orderId);
          for (const [name, value] of Object.entries(expected)) {
            const actual = body[name as keyof typeof body];
            if (actual !== value)
              throw new Error(`${name} is ${JSON.stringify(actual)}: ${JSON.stringify(body.history)}`);
          }
          return body;
        },
        { timeoutMs },
      ),
    untilPayment: (userId: UserId, orderId: OrderId, status: PaymentStatus) =>
      eventually(async () => {
        const query = { orderId };
        const { body } = await call(payments.origin, paymentsApi.getPaymentStatus, {
          query,
          identity: as(userId),
        });
        if (body.status !== status) throw new Error(`The payment is ${body.status}`);
        return body;
      }),
  };
}
