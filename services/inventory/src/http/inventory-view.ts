import type { EndpointAnswer, inventoryApi } from '@arcade/contracts';
import type { StoredReservation } from '../domain/reservation.ts';
import { held, sellable, type Stock } from '../domain/stock.ts';

type InventoryView = EndpointAnswer<typeof inventoryApi.getInventory>;
type ReservationView = EndpointAnswer<typeof inventoryApi.releaseReservation>;

export const viewStock = (stock: Stock): InventoryView => ({
  inventoryId: stock.inventoryId,
  productId: stock.productId,
  quantityAvailable: stock.onHand,
  quantityReserved: held(stock),
  quantitySellable: sellable(stock),
  version: stock.version,
  lastUpdated: stock.lastUpdated.toISOString(),
});

export const viewReservation = (reservation: StoredReservation): ReservationView => ({
  reservationId: reservation.reservationId,
  inventoryId: reservation.inventoryId,
  productId: reservation.productId,
  orderId: reservation.owner.kind === 'order' ? reservation.owner.orderId : null,
  cartId: reservation.owner.kind === 'cart' ? reservation.owner.cartId : null,
  quantityReserved: reservation.quantity,
  // Units past their time are free, though the row may not have been swept yet.
  status: reservation.status === 'ACTIVE' && reservation.due ? 'EXPIRED' : reservation.status,
  reservedAt: reservation.reservedAt.toISOString(),
  expiresAt: reservation.expiresAt.toISOString(),
});
