import type {
  CartId,
  InventoryId,
  OrderId,
  ProductId,
  ReservationId,
  ReservationStatus,
  UserId,
} from '@arcade/contracts';

/** For whom units are held: exactly one of them for each reservation. */
export type Owner =
  | { readonly kind: 'order'; readonly orderId: OrderId }
  /** `guestNetwork`: whose holds give way; null for those who have signed in. */
  | { readonly kind: 'cart'; readonly cartId: CartId; readonly guestNetwork: string | null }
  /** By hand, for whoever asked the merchant. */
  | { readonly kind: 'manual'; readonly userId: UserId };

/** Units of one product that somebody holds. */
export interface HeldRow {
  readonly reservationId: ReservationId;
  readonly productId: ProductId;
  readonly quantity: number;
}

export interface StoredReservation extends HeldRow {
  readonly inventoryId: InventoryId;
  readonly owner: Owner;
  readonly status: ReservationStatus;
  readonly reservedAt: Date;
  readonly expiresAt: Date;
  /** Past its time by the database's clock. */
  readonly due: boolean;
}

/** What ends together, by its own timer. */
export type TimedHold =
  | { readonly kind: 'order'; readonly id: OrderId }
  | { readonly kind: 'cart'; readonly id: CartId }
  | { readonly kind: 'manual'; readonly id: ReservationId };
