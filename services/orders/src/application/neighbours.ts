import type {
  CartId,
  Money,
  OrderId,
  OrderReservation,
  Payment,
  Quote,
  Refund,
  RefundId,
  RefundProposal,
  RefundReason,
  ReservationLine,
  Settlement,
  UserId,
} from '@arcade/contracts';
import type { GivenUp } from '../domain/given-up.ts';

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
  restockUnits(orderId: OrderId, reversalId: string, lines: readonly ReservationLine[]): Promise<void>;
  newestPayment(orderId: OrderId): Promise<Payment | null>;
  capturePayment(orderId: OrderId, amount: Money): Promise<Settlement>;
  settlePayment(orderId: OrderId, reason: RefundReason): Promise<Settlement>;
  refundUnits(orderId: OrderId, refundId: RefundId, givenUp: GivenUp, reason: RefundReason): Promise<Refund>;
  proposeRefund(orderId: OrderId, givenUp: GivenUp): Promise<RefundProposal>;
}
