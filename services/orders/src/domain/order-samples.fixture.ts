import {
  CartId,
  OrderId,
  PaymentId,
  ProductId,
  UserId,
  type Address,
  type Money,
  type Quote,
  type UserId as UserIdType,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { placeOrder } from './place-order.ts';
import type { Order, PaymentFact } from './order.ts';

export const usd = (amount: number): Money => ({ amount, currencyCode: 'USD' });
export const address: Address = {
  recipient: 'Ada Lovelace',
  line1: '1 Loopback Lane',
  city: 'Localhost',
  postalCode: '12700',
  countryCode: 'DE',
};
export const someTime = new Date('2026-03-01T10:00:00.000Z');
export const later = (ms: number) => new Date(someTime.getTime() + ms);
export const aPaymentId = () => PaymentId.parse(newId());
export const aUserId = (): UserIdType => UserId.parse(newId());

export interface LineSample {
  readonly quantity?: number;
  readonly unitPrice?: number;
  readonly discount?: number;
  readonly merchantId?: UserIdType;
}

export function aQuote(lines: readonly LineSample[] = [{}]): Quote {
  const priced = lines.map(({ quantity = 1, unitPrice = 1000, discount = 0, merchantId = aUserId() }, index) => ({
    productId: ProductId.parse(newId()),
    merchantId,
    name: `Product ${index + 1}`,
    imageUrl: null,
    quantity,
    unitPrice: usd(unitPrice),
    totalPrice: usd(unitPrice * quantity),
    discount: usd(discount),
  }));
  const subtotal = priced.reduce((sum, line) => sum + line.totalPrice.amount, 0);
  const discount = priced.reduce((sum, line) => sum + line.discount.amount, 0);
  return {
    cartId: CartId.parse(newId()),
    cartVersion: 1,
    lines: priced,
    codes: [],
    totals: { subtotal: usd(subtotal), discount: usd(discount), shipping: usd(0), total: usd(subtotal - discount) },
  };
}

export const payMs = 900_000;

export const anOrder = (lines?: readonly LineSample[], change: Partial<Order> = {}): Order => ({
  ...placeOrder({
    orderId: OrderId.parse(newId()),
    userId: aUserId(),
    quote: aQuote(lines),
    shippingAddress: address,
    payMs,
    now: someTime,
  }),
  ...change,
});

export const aPayment = (change: Partial<PaymentFact> = {}): PaymentFact => ({
  paymentId: aPaymentId(),
  status: 'AUTHORIZED',
  version: 1,
  amount: usd(1000),
  capturedAmount: 0,
  attemptsLeft: null,
  seenAt: someTime,
  ...change,
});
