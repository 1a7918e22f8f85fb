import type { CartId } from '@arcade/contracts';

/** What inventory keeps of a cart beside its reservations. */
export interface StoredCart {
  readonly cartId: CartId;
  /** Of the last write that took effect. */
  readonly cartVersion: number;
  /** Its holds went to an order or another cart: a repeated write of that version must not hold stock again. */
  readonly handedOver: boolean;
  /** Null while nothing is held. */
  readonly expiresAt: Date | null;
  /** Past its time by the database's clock. */
  readonly due: boolean;
  readonly extensionsUsed: number;
  /** Counts the events of this cart's holds. */
  readonly version: number;
}

/** Writes may overtake each other; only the newest counts. */
export const isStale = (cart: StoredCart, cartVersion: number): boolean =>
  cartVersion < cart.cartVersion || (cartVersion === cart.cartVersion && cart.handedOver);

export interface HoldTime {
  /** `fresh` and `extend`: a whole span from now. */
  readonly kind: 'fresh' | 'extend' | 'keep';
  readonly extensionsUsed: number;
}

/** Activity extends a living hold a limited number of times, so that nobody keeps stock for ever. */
export function decideHoldTime(cart: StoredCart | undefined, cartVersion: number, maxExtensions: number): HoldTime {
  if (cart === undefined || cart.expiresAt === null || cart.due) return { kind: 'fresh', extensionsUsed: 0 };
  const { extensionsUsed } = cart;
  const replay = cartVersion === cart.cartVersion;
  if (replay || extensionsUsed >= maxExtensions) return { kind: 'keep', extensionsUsed };
  return { kind: 'extend', extensionsUsed: extensionsUsed + 1 };
}
