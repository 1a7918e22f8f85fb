import { currencyOf, maximumLines, maximumQuantity, type Cart, type CartLine } from './cart.ts';
import { changed, notAvailable, type CartDecision } from './change-cart.ts';

/** Which quantity a product has that was in both carts. */
export const mergePolicies = ['sum', 'larger', 'user', 'guest'] as const;
export type MergePolicy = (typeof mergePolicies)[number];

const merged: { readonly [Policy in MergePolicy]: (user: number, guest: number) => number } = {
  sum: (user, guest) => Math.min(maximumQuantity, user + guest),
  larger: Math.max,
  user: (user) => user,
  guest: (_user, guest) => guest,
};

export interface MergedCarts {
  readonly user: CartDecision;
  readonly guest: CartDecision;
}

/** Moves a guest's lines and codes into the user's cart, line by line. What does not fit leaves a notice. */
export function mergeCarts(user: Cart, guest: Cart, policy: MergePolicy): MergedCarts {
  const currencyCode = currencyOf(user, currencyOf(guest, ''));
  const both = user.lines.map((line) => {
    const other = guest.lines.find(({ productId }) => productId === line.productId);
    return other === undefined ? line : { ...line, quantity: merged[policy](line.quantity, other.quantity) };
  });
  const known = new Set(user.lines.map(({ productId }) => productId));
  const others = guest.lines.filter(({ productId }) => !known.has(productId));
  const fitting = others
    .filter(({ product }) => product.price.currencyCode === currencyCode)
    .slice(0, maximumLines - both.length);
  const left = others.filter((line) => !fitting.includes(line));
  const codes = new Set(user.promotions.map(({ code }) => code));
  return {
    user: {
      cart: changed(user, {
        lines: [...both, ...fitting.map(asNew)],
        promotions: [...user.promotions, ...guest.promotions.filter(({ code }) => !codes.has(code))],
        notices: [...user.notices, ...guest.notices, ...left.map(({ product }) => notAvailable(product.name))],
        movesFrom: guest.cartId,
      }),
      holds: true,
    },
    guest: {
      cart: changed(guest, {
        status: 'merged',
        userId: user.userId,
        lines: [],
        promotions: [],
        mergedInto: user.cartId,
      }),
      holds: true,
    },
  };
}

/** Its units are held by the guest's cart until they are moved. */
const asNew = (line: CartLine): CartLine => ({ ...line, held: 0, available: null });

/** Lines that both carts had ask for no more than there is, but for no less than they had before. */
export function capMerged(cart: Cart, before: readonly CartLine[]): CartDecision | undefined {
  const had = new Map(before.map(({ productId, quantity }) => [productId, quantity]));
  const lines = cart.lines.map((line) => {
    const floor = had.get(line.productId);
    if (floor === undefined || line.available === null || line.available >= line.quantity) return line;
    return { ...line, quantity: Math.min(line.quantity, Math.max(floor, line.available)) };
  });
  const same = lines.every((line, index) => line.quantity === cart.lines[index]?.quantity);
  // All there is for them is held already.
  return same ? undefined : { cart: changed(cart, { lines }) };
}
