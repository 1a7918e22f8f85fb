import type { CartProblem, MergeLimit } from '@arcade/contracts';
import { withHoldsDue, type Cart, type CartLine } from './cart.ts';
import { ceilingOf, roomFor, withNotices } from './cart-limits.ts';
import { changed, whyRefused, withQuantity, type CartDecision } from './change-cart.ts';
import type { AppliedPromotion } from './promotion.ts';
import type { ShippingRates } from './shipping.ts';

/** Which quantity a product has that was in both carts. */
export const mergePolicies = ['sum', 'larger', 'user', 'guest'] as const;
export type MergePolicy = (typeof mergePolicies)[number];

const merged: { readonly [Policy in MergePolicy]: (user: number, guest: number) => number } = {
  sum: (user, guest) => user + guest,
  larger: Math.max,
  user: (user) => user,
  guest: (_user, guest) => guest,
};

export interface MergedCarts {
  readonly user: Cart;
  readonly guest: Cart;
}

/**
 * Moves a guest's lines and codes into the user's cart, line by line, under the limits of every other change. What does
 * not fit is left, and a notice says what and why.
 */
export function mergeCarts(user: Cart, guest: Cart, policy: MergePolicy, rates: ShippingRates): MergedCarts {
  const { lines, left } = mergeLines(user, guest, policy, rates);
  const { promotions, refused } = mergeCodes(user, guest);
  const notices = withNotices(user.notices, [...guest.notices, ...left, ...refused]);
  return {
    user: withHoldsDue(changed(user, { lines, promotions, notices, movesFrom: guest.cartId })),
    guest: withHoldsDue(
      changed(guest, { status: 'merged', userId: user.userId, lines: [], promotions: [], mergedInto: user.cartId }),
    ),
  };
}

function mergeLines(user: Cart, guest: Cart, policy: MergePolicy, rates: ShippingRates) {
  let lines = user.lines;
  const ceiling = ceilingOf(user.lines, rates);
  const left: CartProblem[] = [];
  for (const line of guest.lines) {
    const { productId, product } = line;
    const own = lines.find((candidate) => candidate.productId === productId);
    const wanted = own === undefined ? line.quantity : merged[policy](own.quantity, line.quantity);
    const { quantity, limit } = roomFor(lines, product, wanted, ceiling);
    if (limit !== undefined) left.push(notMerged(line, wanted - quantity, limit));
    if (own !== undefined) lines = withQuantity(lines, productId, quantity);
    else if (quantity > 0) lines = [...lines, asNew({ ...line, quantity })];
  }
  return { lines, left };
}

const notMerged = ({ product }: CartLine, quantity: number, reason: MergeLimit): CartProblem => ({
  code: 'not-merged',
  productName: product.name,
  quantity,
  reason,
});

function mergeCodes(user: Cart, guest: Cart) {
  const refused: CartProblem[] = [];
  const promotions = guest.promotions.reduce<readonly AppliedPromotion[]>((known, promotion) => {
    if (known.some(({ code }) => code === promotion.code)) return known;
    const reason = whyRefused({ ...user, promotions: known }, promotion);
    if (reason === undefined) return [...known, promotion];
    refused.push({ code: 'code-not-merged', promotionCode: promotion.code, reason });
    return known;
  }, user.promotions);
  return { promotions, refused };
}

/** Its units are held by the guest's cart until they are moved. */
const asNew = (line: CartLine): CartLine => ({ ...line, held: 0, available: null, quota: null });

/** Lines that both carts had ask for no more than there is, but for no less than they had before. */
export function capMerged(cart: Cart, before: readonly CartLine[]): CartDecision | undefined {
  const had = new Map(before.map(({ productId, quantity }) => [productId, quantity]));
  const left: CartProblem[] = [];
  const lines = cart.lines.map((line) => {
    const floor = had.get(line.productId);
    if (floor === undefined || line.available === null) return line;
    const quantity = Math.min(line.quantity, Math.max(floor, line.available));
    if (quantity < line.quantity) left.push(notMerged(line, line.quantity - quantity, 'out-of-stock'));
    return { ...line, quantity };
  });
  // All there is for them is held already.
  return left.length === 0 ? undefined : { cart: changed(cart, { lines, notices: withNotices(cart.notices, left) }) };
}
