import {
  DomainError,
  type CartItemId,
  type CartProblem,
  type CodeProblem,
  type OrderId,
  type ProductId,
} from '@arcade/contracts';
import { withHoldsDue, type Cart, type CartLine, type CartNews, type CartOwner, type ReplicaProduct } from './cart.ts';
import { ceilingOf, requireRoom, roomFor, withNotices } from './cart-limits.ts';
import { maximumCodes } from './best-codes.ts';
import { codeWords } from './code-words.ts';
import type { AppliedPromotion } from './promotion.ts';
import type { ShippingRates } from './shipping.ts';
import { whyUnusable } from './why-not-applied.ts';

/**
 * An order that lives has its uses, taken again if they were given back; one that ended without goods gives them back.
 * What an older version of the order says is ignored.
 */
export interface OrderUses {
  readonly orderId: OrderId;
  /** Of the order; zero for one that was never placed. */
  readonly version: number;
  readonly lives: boolean;
}

/** What a change makes of a cart, and what cannot be told from the difference. */
export interface CartDecision {
  readonly cart: Cart;
  /** What becomes of the uses of an order's codes. */
  readonly settles?: OrderUses;
  readonly news?: CartNews;
}

/** @throws DomainError not-found for carts of others and for carts that are over, cart-locked while an order is paid */
export function requireOpen(cart: Cart | undefined, owner: CartOwner): Cart {
  if (cart === undefined || !isOwnedBy(cart, owner)) throw new DomainError('not-found');
  if (cart.status === 'checkout') throw new DomainError('cart-locked', undefined, { orderId: cart.orderId });
  if (cart.status !== 'open') throw new DomainError('not-found');
  return cart;
}

export const isOwnedBy = (cart: Cart, owner: CartOwner): boolean =>
  owner.kind === 'user'
    ? cart.userId === owner.userId
    : cart.cartId === owner.cartId && cart.guestTokenHash === owner.tokenHash;

export const changed = (cart: Cart, change: Partial<Cart>): Cart => ({ ...cart, ...change, version: cart.version + 1 });

export interface Addition {
  readonly cartItemId: CartItemId;
  readonly product: ReplicaProduct;
  readonly quantity: number;
}

/** @throws DomainError product-not-available, currency-mismatch, cart-full */
export function addItem(cart: Cart, addition: Addition, rates: ShippingRates): CartDecision {
  const { cartItemId, product, quantity } = addition;
  const { productId } = product;
  const known = cart.lines.find((line) => line.productId === productId);
  const room = roomFor(cart.lines, product, (known?.quantity ?? 0) + quantity, ceilingOf(cart.lines, rates));
  requireRoom(room, product, cart.lines);
  if (known !== undefined) return withLines(cart, withQuantity(cart.lines, productId, room.quantity));
  const line: CartLine = {
    cartItemId,
    productId,
    quantity,
    seenPrice: product.price,
    held: 0,
    available: null,
    quota: null,
    addedAt: cart.readAt,
    product,
  };
  return withLines(cart, [...cart.lines, line]);
}

const withLines = (cart: Cart, lines: readonly CartLine[]): CartDecision => ({
  cart: withHoldsDue(changed(cart, { lines })),
});

/** Zero takes the line out. */
export const withQuantity = (lines: readonly CartLine[], productId: ProductId, quantity: number): readonly CartLine[] =>
  lines
    .map((line) => (line.productId === productId ? { ...line, quantity } : line))
    .filter((line) => line.quantity > 0);

/** Takes back an addition of which nothing could be held. */
export function undoAddition(cart: Cart, productId: ProductId, quantity: number): CartDecision | undefined {
  const line = cart.lines.find((candidate) => candidate.productId === productId);
  if (cart.status !== 'open' || line === undefined) return undefined;
  const lines = withQuantity(cart.lines, productId, Math.max(0, line.quantity - quantity));
  // Nothing is held for it, so inventory has nothing to follow.
  return { cart: changed(cart, { lines }) };
}

/** @throws DomainError invalid-request that points at the second time */
function requireNamedOnce(items: readonly { readonly productId: ProductId }[]): void {
  const ids = items.map(({ productId }) => productId);
  const again = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (again === -1) return;
  const detail = 'A product is named twice';
  const errors = [{ pointer: `/items/${again}/productId`, detail, code: 'named-twice' }];
  throw new DomainError('invalid-request', detail, { errors });
}

/**
 * Sets quantities, those that shrink first: a change that makes a cart smaller or cheaper is never refused for its size.
 * @throws DomainError not-found for products that are not in the cart, invalid-request for one named twice, and as
 * `addItem` does for those that grow
 */
export function setQuantities(
  cart: Cart,
  items: readonly { readonly productId: ProductId; readonly quantity: number }[],
  rates: ShippingRates,
): CartDecision | undefined {
  requireNamedOnce(items);
  const known = new Map(cart.lines.map((line) => [line.productId, line]));
  if (items.some(({ productId, quantity }) => quantity > 0 && !known.has(productId))) {
    throw new DomainError('not-found', 'The product is not in the cart');
  }
  const changes = items.flatMap(({ productId, quantity }) => {
    const line = known.get(productId);
    return line === undefined ? [] : [{ line, quantity, by: quantity - line.quantity }];
  });
  if (changes.every(({ by }) => by === 0)) return undefined;
  const ceiling = ceilingOf(cart.lines, rates);
  const lines = changes
    .toSorted((a, b) => a.by - b.by)
    .reduce((before, { line: { productId, product }, quantity }) => {
      requireRoom(roomFor(before, product, quantity, ceiling), product, before);
      return withQuantity(before, productId, quantity);
    }, cart.lines);
  return withLines(cart, lines);
}

/** Stock is held anew or longer when inventory sees a newer version. */
export const extendHolds = (cart: Cart): CartDecision | undefined =>
  cart.lines.length === 0 ? undefined : { cart: withHoldsDue(changed(cart, {})) };

/** The owner has seen today's prices and what dropped out. */
export function acknowledge(cart: Cart): CartDecision | undefined {
  const stale = cart.lines.some(({ seenPrice, product }) => !samePrice({ seenPrice, product }));
  if (!stale && cart.notices.length === 0) return undefined;
  const lines = cart.lines.map((line) => ({ ...line, seenPrice: line.product.price }));
  return { cart: changed(cart, { lines, notices: [] }) };
}

export const samePrice = ({ seenPrice, product }: Pick<CartLine, 'seenPrice' | 'product'>): boolean =>
  seenPrice.amount === product.price.amount && seenPrice.currencyCode === product.price.currencyCode;

/** Why a cart does not take a code now; undefined: it does. */
export function whyRefused(cart: Cart, promotion: AppliedPromotion | undefined): CodeProblem | undefined {
  if (promotion === undefined) return { code: 'unknown' };
  const full = cart.promotions.length >= maximumCodes;
  return whyUnusable(promotion, cart.readAt) ?? (full ? { code: 'too-many-codes', maximum: maximumCodes } : undefined);
}

/** @throws DomainError code-not-applicable with the reason */
export function applyCode(cart: Cart, promotion: AppliedPromotion | undefined): CartDecision | undefined {
  if (cart.promotions.some(({ code }) => code === promotion?.code)) return undefined;
  const problem = whyRefused(cart, promotion);
  if (promotion === undefined || problem !== undefined) {
    const reason = problem ?? { code: 'unknown' };
    throw new DomainError('code-not-applicable', codeWords(reason), { reason });
  }
  return { cart: changed(cart, { promotions: [...cart.promotions, promotion] }) };
}

export function removeCode(cart: Cart, code: string): CartDecision | undefined {
  const promotions = cart.promotions.filter((promotion) => promotion.code !== code);
  return promotions.length === cart.promotions.length ? undefined : { cart: changed(cart, { promotions }) };
}

/** Ended products leave a notice behind. Products in `gone` have ended though the replica does not say so yet. */
export function dropEnded(cart: Cart, gone: ReadonlySet<ProductId> = new Set()): CartDecision | undefined {
  if (cart.status !== 'open') return undefined;
  const isOver = ({ productId, product }: CartLine) => product.status === 'ended' || gone.has(productId);
  const ended = cart.lines.filter(isOver);
  if (ended.length === 0) return undefined;
  const notices = withNotices(
    cart.notices,
    ended.map(({ product }) => notAvailable(product.name)),
  );
  const lines = cart.lines.filter((line) => !isOver(line));
  return { cart: withHoldsDue(changed(cart, { lines, notices })), news: 'product-ended' };
}

export const notAvailable = (productName: string): CartProblem => ({ code: 'not-available', productName });
