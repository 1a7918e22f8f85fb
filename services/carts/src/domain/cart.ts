import type {
  CartId,
  CartItemId,
  CartProblem,
  HoldQuota,
  Money,
  OrderId,
  ProductId,
  ProductStatus,
  Quote,
  UserId,
} from '@arcade/contracts';
import type { AppliedPromotion } from './promotion.ts';

/** `merged` and `expired` carts are nobody's any more; shoppers never see them. */
export type CartStatus = 'open' | 'checkout' | 'closed' | 'merged' | 'expired';

/** What we keep of a product so that every read shows today's price. */
export interface ReplicaProduct {
  readonly productId: ProductId;
  readonly merchantId: UserId;
  readonly name: string;
  readonly price: Money;
  readonly status: ProductStatus;
  readonly categories: readonly string[];
  readonly imageUrl: string | null;
  readonly version: number;
}

export interface CartLine {
  readonly cartItemId: CartItemId;
  readonly productId: ProductId;
  readonly quantity: number;
  /** The price its owner has seen last; another one today is a problem to show. */
  readonly seenPrice: Money;
  /** As inventory last told. */
  readonly held: number;
  /** The most this cart could hold then; null before inventory has answered. */
  readonly available: number | null;
  /** Where it kept inventory from holding what there was. */
  readonly quota: HoldQuota | null;
  readonly addedAt: Date;
  readonly product: ReplicaProduct;
}

export interface Cart {
  readonly cartId: CartId;
  readonly userId: UserId | null;
  /** SHA-256 (base64url) of a guest's token. */
  readonly guestTokenHash: string | null;
  /** Keyed hash of the network in which a living guest's cart was begun. */
  readonly network: string | null;
  /** Whether its user has bought something here before. */
  readonly boughtBefore: boolean;
  readonly status: CartStatus;
  /** The order that locks or has closed it. */
  readonly orderId: OrderId | null;
  /** End of the lock's lease; null when the order is known to exist. */
  readonly lockedUntil: Date | null;
  /** The order it was last unlocked from. */
  readonly lastOrderId: OrderId | null;
  readonly quote: Quote | null;
  /** Of what it contains: an order is placed from a version. */
  readonly version: number;
  /** Of the whole record, locks included; guards writes and orders events. */
  readonly revision: number;
  readonly lines: readonly CartLine[];
  readonly promotions: readonly AppliedPromotion[];
  readonly notices: readonly CartProblem[];
  readonly heldUntil: Date | null;
  /** The version of the last change that inventory has to follow; orders what we ask of it. */
  readonly holdVersion: number;
  /** Inventory has not answered yet that it follows that version. */
  readonly holdsDue: boolean;
  /** Guest cart whose holds are still to be moved here. */
  readonly movesFrom: CartId | null;
  /** The user's cart that this guest cart has become part of. */
  readonly mergedInto: CartId | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  /** The database's time when this was read. */
  readonly readAt: Date;
}

/** Who asks: a signed-in user, or a guest who has shown a cart id and token. */
export type CartOwner =
  | { readonly kind: 'user'; readonly userId: UserId }
  | { readonly kind: 'guest'; readonly cartId: CartId; readonly tokenHash: string };

/** Why others should look at a cart again. */
export type CartNews = 'price-changed' | 'hold-expired' | 'product-ended' | 'reopened' | 'closed' | 'expired';

export const isLiving = ({ status }: Pick<Cart, 'status'>): boolean => status === 'open' || status === 'checkout';

export const holdIsLive = ({ heldUntil, readAt }: Cart): boolean => heldUntil !== null && heldUntil > readAt;

/**
 * Inventory has followed all that was asked. An order of this version takes over all there is, and no write that comes
 * late holds anything again.
 */
export const holdsAreSettled = ({ holdsDue, movesFrom }: Pick<Cart, 'holdsDue' | 'movesFrom'>): boolean =>
  !holdsDue && movesFrom === null;

/** The cart, which inventory has to follow as it is now. */
export const withHoldsDue = (cart: Cart): Cart => ({ ...cart, holdVersion: cart.version, holdsDue: true });

/** Prices of one cart are in one currency: that of its oldest line. */
export const currencyOf = (cart: Pick<Cart, 'lines'>, fallback: string): string =>
  cart.lines[0]?.product.price.currencyCode ?? fallback;

/** Lines that can be bought; the others show why not and cost nothing. */
export const isForSale = (line: CartLine, currencyCode: string): boolean =>
  line.product.status === 'approved' && isInCurrency(line, currencyCode);

export const isInCurrency = ({ product }: Pick<CartLine, 'product'>, currencyCode: string): boolean =>
  product.price.currencyCode === currencyCode;

type Founding = Pick<Cart, 'cartId' | 'userId' | 'guestTokenHash'> & Partial<Pick<Cart, 'network' | 'boughtBefore'>>;

export function emptyCart(fields: Founding, now: Date, idleMs: number): Cart {
  return {
    network: null,
    boughtBefore: false,
    ...fields,
    status: 'open',
    orderId: null,
    lockedUntil: null,
    lastOrderId: null,
    quote: null,
    version: 1,
    revision: 1,
    lines: [],
    promotions: [],
    notices: [],
    heldUntil: null,
    holdVersion: 1,
    holdsDue: false,
    movesFrom: null,
    mergedInto: null,
    createdAt: now,
    updatedAt: now,
    expiresAt: new Date(now.getTime() + idleMs),
    readAt: now,
  };
}
