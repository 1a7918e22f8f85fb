import {
  OrderStatusChanged,
  PriceChanged,
  ProductStatusChanged,
  SessionRevoked,
  StockChanged,
  type EventDefinition,
  type OrderId,
  type ProductStatus,
  type UserId,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { deliver, eventOf } from '@arcade/testing';
import type { GatewayUnderTest } from './gateway-under-test.fixture.ts';

export const money = (amount: number) => ({ amount, currencyCode: 'EUR' });

export const productOf = (productId: string, amount: number, status: ProductStatus) => ({
  productId,
  merchantId: newId<UserId>(),
  name: 'Chair',
  price: money(amount),
  status,
  categories: [],
  imageUrl: null,
});

/** Events as the sidecar would hand them to a gateway. */
export function newsFor(gateway: Pick<GatewayUnderTest, 'app'>) {
  const tell = (definition: EventDefinition, payload: object, version = 1) =>
    deliver(gateway.app.origin, eventOf(definition, { id: newId<string>(), version }, payload));
  const tellPrice = (productId: string, amount: number, status: ProductStatus = 'approved') =>
    tell(PriceChanged, { ...productOf(productId, amount, status), oldPrice: money(10) });
  const tellStatus = (productId: string, oldStatus: ProductStatus, status: ProductStatus) =>
    tell(ProductStatusChanged, { ...productOf(productId, 10, status), oldStatus });
  const tellStock = (productId: string, quantitySellable: number, known: { readonly listed?: boolean }) =>
    tell(StockChanged, { productId, quantityAvailable: 5, quantityReserved: 2, quantitySellable, ...known });
  const tellOrder = (userId: string) =>
    tell(OrderStatusChanged, {
      orderId: newId<OrderId>(),
      number: 'A-1',
      userId,
      oldStatus: null,
      newStatus: 'PENDING_PAYMENT',
      paymentStatus: 'PENDING',
      fulfilmentStatus: 'UNFULFILLED',
    });
  /** Of one session, or of all that its user has. */
  const tellRevocation = (userId: string, sessionHash?: string) =>
    tell(SessionRevoked, {
      revocationSeq: 1,
      userId,
      revokedAt: new Date().toISOString(),
      ...(sessionHash === undefined ? {} : { sessionHash }),
    });
  return { tell, tellPrice, tellStatus, tellStock, tellOrder, tellRevocation };
}
