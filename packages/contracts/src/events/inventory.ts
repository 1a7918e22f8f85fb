import * as z from 'zod';
import { CartId, OrderId, ProductId } from '../ids.ts';
import { ReservationLine } from '../api/inventory.ts';
import { event } from './event.ts';

/** Aggregate: the product's inventory row. */
export const StockChanged = event('inventory', 'stock', 'changed', {
  productId: ProductId,
  quantityAvailable: z.int().nonnegative(),
  quantityReserved: z.int().nonnegative(),
  quantitySellable: z.int().nonnegative(),
  /** Whether everybody may be told of it: the product is in the catalogue. Events of before there was this say no. */
  listed: z.boolean().default(false),
});
/** Aggregate: the owner (order or cart). */
export const StockReserved = event('inventory', 'stock', 'reserved', {
  orderId: OrderId,
  lines: z.array(ReservationLine),
});
export const ReservationCommitted = event('inventory', 'reservation', 'committed', {
  orderId: OrderId,
  lines: z.array(ReservationLine),
});
export const ReservationReleased = event('inventory', 'reservation', 'released', {
  orderId: OrderId.nullable(),
  cartId: CartId.nullable(),
  lines: z.array(ReservationLine),
  reason: z.string(),
});
export const ReservationExpired = event('inventory', 'reservation', 'expired', {
  orderId: OrderId.nullable(),
  cartId: CartId.nullable(),
  lines: z.array(ReservationLine),
});
