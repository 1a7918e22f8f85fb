import type { CartHold, CartId } from '@arcade/contracts';
import type { PlannedLine } from './plan-hold.ts';

/** What inventory keeps of a cart beside its reservations. */
export interface StoredCart {
  readonly cartId: CartId;
  /** Of the last write that took effect. */
  readonly cartVersion: number;
  /** Its holds went to an order, to another cart or back: a repeated write of that version must not hold stock again. */
  readonly closed: boolean;
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
  cartVersion < cart.cartVersion || (cartVersion === cart.cartVersion && cart.closed);

export interface HoldLimits {
  /** The longest span that carts get, whatever they ask for. */
  readonly maxSeconds: number;
  readonly maxExtensions: number;
}

export interface HoldTime {
  readonly expiresAt: Date;
  readonly extensionsUsed: number;
}

/** Activity extends a living hold a limited number of times, so that nobody keeps stock for ever. */
export function decideHoldTime(
  cart: StoredCart | undefined,
  { cartVersion, ttlSeconds }: { readonly cartVersion: number; readonly ttlSeconds: number },
  { maxSeconds, maxExtensions }: HoldLimits,
  now: Date,
): HoldTime {
  const wholeSpan = new Date(now.getTime() + Math.min(ttlSeconds, maxSeconds) * 1000);
  if (cart === undefined || cart.expiresAt === null || cart.due) return { expiresAt: wholeSpan, extensionsUsed: 0 };
  const { expiresAt, extensionsUsed } = cart;
  const replay = cartVersion === cart.cartVersion;
  if (replay || extensionsUsed >= maxExtensions || wholeSpan <= expiresAt) return { expiresAt, extensionsUsed };
  return { expiresAt: wholeSpan, extensionsUsed: extensionsUsed + 1 };
}

/** What carts are told. */
export const toCartHold = (
  cartId: CartId,
  lines: readonly PlannedLine[],
  { expiresAt, extensionsUsed }: { readonly expiresAt: Date | null; readonly extensionsUsed: number },
  { maxExtensions }: HoldLimits,
): CartHold => ({
  cartId,
  lines: lines.map((line) => ({ ...line })),
  expiresAt: expiresAt?.toISOString() ?? null,
  extensionsLeft: Math.max(0, maxExtensions - extensionsUsed),
});
