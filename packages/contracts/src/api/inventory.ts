import * as z from 'zod';
import { endpoint } from '../endpoint.ts';
import { CartId, InventoryId, OrderId, ProductId, ReservationId } from '../ids.ts';
import { PositiveCount } from '../numbers.ts';
import { pageOf, PageQuery } from '../paging.ts';
import { keptText, line, token } from '../text.ts';
import { Timestamp } from '../times.ts';
import { api } from './api.ts';

export const Inventory = z
  .object({
    inventoryId: InventoryId,
    productId: ProductId,
    /** Units on hand. */
    quantityAvailable: z.int().nonnegative(),
    /** Units of those on hand that live reservations hold. */
    quantityReserved: z.int().nonnegative(),
    /** Units that can still be promised: available minus reserved. */
    quantitySellable: z.int().nonnegative(),
    version: z.int().positive(),
    lastUpdated: Timestamp,
  })
  .meta({ id: 'Inventory' });
export type Inventory = z.infer<typeof Inventory>;

export const ReservationStatus = z
  .enum(['ACTIVE', 'COMMITTED', 'RELEASED', 'EXPIRED', 'RESTOCKED'])
  .meta({ id: 'ReservationStatus' });
export type ReservationStatus = z.infer<typeof ReservationStatus>;

export const Reservation = z
  .object({
    reservationId: ReservationId,
    inventoryId: InventoryId,
    productId: ProductId,
    orderId: OrderId.nullable(),
    cartId: CartId.nullable(),
    quantityReserved: z.int().positive(),
    status: ReservationStatus,
    reservedAt: Timestamp,
    expiresAt: Timestamp,
  })
  .meta({ id: 'Reservation' });
export type Reservation = z.infer<typeof Reservation>;

const Quantity = z.int().min(1).max(999);
export const ReservationLine = z
  .strictObject({ productId: ProductId, quantity: Quantity })
  .meta({ id: 'ReservationLine' });
export type ReservationLine = z.infer<typeof ReservationLine>;

/** What stands between a wish and the stock. */
export const Shortage = z
  .object({ productId: ProductId, requested: z.int().nonnegative(), available: z.int().nonnegative() })
  .meta({ id: 'Shortage' });
export type Shortage = z.infer<typeof Shortage>;

export const OrderReservation = z
  .discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('reserved'), orderId: OrderId, expiresAt: Timestamp }),
    z.object({ outcome: z.literal('rejected'), orderId: OrderId, shortages: z.array(Shortage) }),
    z.object({ outcome: z.literal('committed'), orderId: OrderId }),
    z.object({ outcome: z.literal('expired'), orderId: OrderId }),
    z.object({ outcome: z.literal('released'), orderId: OrderId }),
    z.object({ outcome: z.literal('restocked'), orderId: OrderId }),
  ])
  .meta({ id: 'OrderReservation' });
export type OrderReservation = z.infer<typeof OrderReservation>;

/** For whom a cart holds units; those that others may rely on less hold fewer. */
export const Holder = z
  .discriminatedUnion('trust', [
    /** Nobody knows who it is. `network`: a keyed hash of where the cart was begun. */
    z.strictObject({ trust: z.literal('guest'), network: token(22, 22) }),
    /** Signed in. */
    z.strictObject({ trust: z.literal('member') }),
    /** Signed in, and has bought before. */
    z.strictObject({ trust: z.literal('buyer') }),
  ])
  .meta({ id: 'Holder' });
export type Holder = z.infer<typeof Holder>;

/**
 * How many units of a product a cart may hold, and what keeps it from more: its own size, other guests' carts of its
 * network, or what guests have to leave of the product. An order can take more than its cart may hold.
 */
export const HoldQuota = z
  .object({ allowed: z.int().nonnegative(), by: z.enum(['cart', 'network', 'product']) })
  .meta({ id: 'HoldQuota' });
export type HoldQuota = z.infer<typeof HoldQuota>;

export const CartHold = z
  .object({
    cartId: CartId,
    lines: z.array(
      z.object({
        productId: ProductId,
        requested: z.int().nonnegative(),
        /** Units held for the cart; less than requested when stock is short. */
        held: z.int().nonnegative(),
        /** Units this cart could hold at most: its own and the free ones. */
        available: z.int().nonnegative(),
        /** Only where it keeps units from being held that there are. */
        quota: HoldQuota.optional(),
      }),
    ),
    /** Until when the units are held; null when nothing is. */
    expiresAt: Timestamp.nullable(),
    /** How often activity may still extend the hold. */
    extensionsLeft: z.int().nonnegative(),
  })
  .meta({ id: 'CartHold' });
export type CartHold = z.infer<typeof CartHold>;

export const LedgerEntry = z
  .object({
    causeId: z.string(),
    delta: z.int(),
    reason: z.enum(['initial', 'adjusted', 'committed', 'restocked']),
    note: z.string().nullable(),
    actor: z.string(),
    at: Timestamp,
  })
  .meta({ id: 'LedgerEntry' });

const byProduct = z.strictObject({ productId: ProductId });
const byOrder = z.strictObject({ orderId: OrderId });
const byCart = z.strictObject({ cartId: CartId });

export const inventoryApi = api('inventory', {
  getInventory: endpoint({
    method: 'GET',
    path: '/inventory/{productId}',
    summary: 'Stock of a product',
    access: 'public',
    rateClass: 'read',
    params: byProduct,
    responses: { 200: Inventory },
    headers: ['etag'],
  }),
  updateInventory: endpoint({
    method: 'PUT',
    path: '/inventory/update/{productId}',
    summary: 'Set the units on hand of one of my products',
    access: 'merchant',
    audit: { action: 'stock.corrected', subject: 'inventoryId' },
    ifMatch: true,
    idempotencyKey: 'optional',
    params: byProduct,
    body: z.strictObject({ quantityAvailable: z.int().min(0).max(10_000_000), note: line(200, { min: 0 }).optional() }),
    responses: { 200: Inventory },
    headers: ['etag'],
    problems: ['stock-below-reserved'],
  }),
  reserveInventory: endpoint({
    method: 'POST',
    path: '/inventory/reserve/{productId}',
    summary: 'Hold units of one of my products by hand, e.g. for an order taken by phone',
    access: 'merchant',
    idempotencyKey: 'required',
    params: byProduct,
    body: z.strictObject({ quantity: Quantity, minutes: z.int().min(1).max(10_080).default(15) }),
    responses: { 201: Reservation },
    problems: ['insufficient-stock'],
  }),
  releaseReservation: endpoint({
    method: 'POST',
    path: '/inventory/reservations/{reservationId}/release',
    summary: 'Give back units held by hand',
    access: 'merchant',
    params: z.strictObject({ reservationId: ReservationId }),
    responses: { 200: Reservation },
    problems: ['illegal-transition'],
  }),
  listReservations: endpoint({
    method: 'GET',
    path: '/inventory/{productId}/reservations',
    summary: 'Live reservations of one of my products',
    access: 'merchant',
    params: byProduct,
    query: PageQuery,
    responses: { 200: pageOf(Reservation) },
  }),
  readLedger: endpoint({
    method: 'GET',
    path: '/inventory/{productId}/ledger',
    summary: 'Every change of the units on hand, newest first',
    access: 'merchant',
    params: byProduct,
    query: PageQuery,
    responses: { 200: pageOf(LedgerEntry) },
  }),
  putOrderReservation: endpoint({
    method: 'PUT',
    path: '/internal/reservations/{orderId}',
    summary: 'Reserve an order’s lines, all or nothing, taking over the cart’s holds; replays give the first outcome',
    access: 'service',
    callers: ['orders'],
    params: byOrder,
    body: z.strictObject({
      cartId: CartId.optional(),
      /** What the cart asked for up to this version is settled by the order: its writes that come later hold nothing. */
      cartVersion: PositiveCount.optional(),
      lines: z.array(ReservationLine).min(1).max(100),
      /** Seconds from now (the database’s clock). */
      ttlSeconds: z.int().min(1).max(86_400),
    }),
    responses: { 200: OrderReservation },
  }),
  getOrderReservation: endpoint({
    method: 'GET',
    path: '/internal/reservations/{orderId}',
    summary: 'Where an order’s reservation stands',
    access: 'service',
    callers: ['orders'],
    params: byOrder,
    responses: { 200: OrderReservation },
  }),
  commitOrderReservation: endpoint({
    method: 'POST',
    path: '/internal/reservations/{orderId}/commit',
    summary: 'Take the reserved units off the shelf; `expired` when the hold ended first',
    access: 'service',
    callers: ['orders'],
    params: byOrder,
    responses: { 200: OrderReservation },
    problems: ['illegal-transition'],
  }),
  releaseOrderReservation: endpoint({
    method: 'POST',
    path: '/internal/reservations/{orderId}/release',
    summary: 'Give the units back (restock when committed); leaves a tombstone when there is no reservation',
    access: 'service',
    callers: ['orders'],
    params: byOrder,
    body: z.strictObject({ reason: keptText(2400) }),
    responses: { 200: OrderReservation },
    problems: ['illegal-transition'],
  }),
  restockReturn: endpoint({
    method: 'POST',
    path: '/internal/reservations/{orderId}/returns/{returnId}',
    summary: 'Put returned units of a committed order back on the shelf; the id makes it happen once',
    access: 'service',
    callers: ['orders'],
    params: z.strictObject({ orderId: OrderId, returnId: z.uuid() }),
    body: z.strictObject({ lines: z.array(ReservationLine).min(1).max(100) }),
    responses: { 204: null },
    problems: ['illegal-transition'],
  }),
  putCartHold: endpoint({
    method: 'PUT',
    path: '/internal/holds/{cartId}',
    summary: 'Make a cart’s holds equal to these lines as far as stock allows, and extend them',
    access: 'service',
    callers: ['carts'],
    params: byCart,
    body: z.strictObject({
      lines: z.array(ReservationLine).max(100),
      ttlSeconds: z.int().min(1).max(86_400),
      /** Order of the writes: an older one than the last is ignored. */
      cartVersion: PositiveCount,
      holder: Holder.default({ trust: 'member' }),
    }),
    responses: { 200: CartHold },
  }),
  moveCartHold: endpoint({
    method: 'POST',
    path: '/internal/holds/{cartId}/move',
    summary: 'Hand a guest cart’s holds to the user’s cart without a gap; a replay is a no-op',
    access: 'service',
    callers: ['carts'],
    params: byCart,
    body: z.strictObject({
      toCartId: CartId,
      lines: z.array(ReservationLine).max(100),
      ttlSeconds: z.int().min(1).max(86_400),
      cartVersion: PositiveCount,
      holder: Holder.default({ trust: 'member' }),
    }),
    responses: { 200: CartHold },
  }),
  releaseCartHold: endpoint({
    method: 'POST',
    path: '/internal/holds/{cartId}/release',
    summary: 'Give back everything a cart holds',
    access: 'service',
    callers: ['carts'],
    params: byCart,
    body: z.strictObject({ cartVersion: PositiveCount }),
    responses: { 200: CartHold },
  }),
});
