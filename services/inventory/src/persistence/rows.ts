import type { Shortage } from '@arcade/contracts';
import type { Selectable } from 'kysely';
import type { StoredCart } from '../domain/cart-hold.ts';
import type { StoredOrder } from '../domain/order-reservation.ts';
import type { Owner, StoredReservation } from '../domain/reservation.ts';
import type { Stock } from '../domain/stock.ts';
import type { CartHoldTable, InventoryTable, OrderReservationTable, ReservationTable } from './tables.ts';

/** Computed by the database: 1 when past its time. */
interface Due {
  readonly due: number | null;
}

export type StockRow = Pick<
  Selectable<InventoryTable>,
  | 'product_id'
  | 'inventory_id'
  | 'merchant_id'
  | 'product_listed'
  | 'quantity_available'
  | 'quantity_reserved'
  | 'version'
  | 'last_updated'
> & { readonly overdue: string; readonly guests_hold: number; readonly now: Date };

export const stockOfRow = (row: StockRow): Stock => ({
  inventoryId: row.inventory_id,
  productId: row.product_id,
  merchantId: row.merchant_id,
  listed: row.product_listed === 1,
  onHand: row.quantity_available,
  reserved: row.quantity_reserved,
  overdue: Number(row.overdue),
  guestsHold: row.guests_hold === 1,
  version: Number(row.version),
  lastUpdated: row.last_updated,
});

export type ReservationRow = Omit<Selectable<ReservationTable>, 'ended_at' | 'end_reason'> & Due;

export const reservationOfRow = (row: ReservationRow): StoredReservation => ({
  reservationId: row.reservation_id,
  inventoryId: row.inventory_id,
  productId: row.product_id,
  owner: ownerOfRow(row),
  quantity: row.quantity_reserved,
  status: row.status,
  reservedAt: row.reserved_at,
  expiresAt: row.expires_at,
  due: row.due === 1,
});

function ownerOfRow({ reservation_id, order_id, cart_id, manual_owner, guest_network }: ReservationRow): Owner {
  if (order_id !== null) return { kind: 'order', orderId: order_id };
  if (cart_id !== null) return { kind: 'cart', cartId: cart_id, guestNetwork: guest_network };
  if (manual_owner !== null) return { kind: 'manual', userId: manual_owner };
  throw new Error(`Reservation ${reservation_id} has no owner`);
}

export const columnsOfOwner = (
  owner: Owner,
): Pick<ReservationTable, 'order_id' | 'cart_id' | 'manual_owner' | 'guest_network'> => ({
  order_id: owner.kind === 'order' ? owner.orderId : null,
  cart_id: owner.kind === 'cart' ? owner.cartId : null,
  manual_owner: owner.kind === 'manual' ? owner.userId : null,
  guest_network: owner.kind === 'cart' ? owner.guestNetwork : null,
});

export type OrderRow = Omit<Selectable<OrderReservationTable>, 'updated_at' | 'reason'> & Due;

export const orderOfRow = (row: OrderRow): StoredOrder => ({
  orderId: row.order_id,
  outcome: row.outcome,
  due: row.due === 1,
  expiresAt: row.expires_at,
  shortages: JSON.parse(row.shortages) as Shortage[],
  version: row.version,
});

export type CartRow = Omit<Selectable<CartHoldTable>, 'updated_at'> & Due;

export const cartOfRow = (row: CartRow): StoredCart => ({
  cartId: row.cart_id,
  cartVersion: row.cart_version,
  closed: row.closed === 1,
  expiresAt: row.expires_at,
  due: row.due === 1,
  extensionsUsed: row.extensions_used,
  version: row.version,
});
