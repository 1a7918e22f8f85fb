import type {
  CartId,
  Money,
  OrderId,
  OrderReservation,
  Payment,
  Quote,
  Refund,
  RefundReason,
  ReservationLine,
  Settlement,
  UserId,
} from '@arcade/contracts';
import type { Return } from '../domain/order.ts';

/**
 * The services that orders ask. Every call may be repeated.
 * @throws DomainError as they answered, dependency-unavailable when the outcome is unknown
 */
export interface Neighbours {
  checkoutCart(cartId: CartId, request: { orderId: OrderId; userId: UserId; cartVersion: number }): Promise<Quote>;
  releaseCheckout(cartId: CartId, orderId: OrderId): Promise<void>;
  reserveStock(
    orderId: OrderId,
    wish: { cartId: CartId; cartVersion: number; lines: readonly ReservationLine[]; ttlSeconds: number },
  ): Promise<OrderReservation>;
  commitStock(orderId: OrderId): Promise<OrderReservation>;
  releaseStock(orderId: OrderId, reason: string): Promise<OrderReservation>;
  restockReturn(orderId: OrderId, returnId: string, lines: readonly ReservationLine[]): Promise<void>;
  newestPayment(orderId: OrderId): Promise<Payment | null>;
  capturePayment(orderId: OrderId, amount: Money): Promise<Settlement>;
  settlePayment(orderId: OrderId, reason: RefundReason): Promise<Settlement>;
  refundReturn(orderId: OrderId, item: Return, amount: Money): Promise<Refund>;
}
