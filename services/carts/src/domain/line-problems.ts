import type { CartProblem } from '@arcade/contracts';
import { holdIsLive, isForSale, type Cart, type CartLine } from './cart.ts';
import { notAvailable, samePrice } from './change-cart.ts';

/** What the shopper should know about a line before paying. */
export function lineProblems(cart: Cart, line: CartLine, currencyCode: string): CartProblem[] {
  if (!isForSale(line, currencyCode)) return [notAvailable(line.product.name)];
  const problems: CartProblem[] = [];
  if (!samePrice(line)) {
    problems.push({ code: 'price-changed', oldPrice: line.seenPrice, newPrice: line.product.price });
  }
  const { quantity, available, quota } = line;
  if (line.held > 0 && cart.heldUntil !== null && !holdIsLive(cart)) return [...problems, { code: 'hold-expired' }];
  if (available !== null && available < quantity) {
    problems.push({ code: 'insufficient-stock', requested: quantity, available });
  }
  if (quota !== null && quota.allowed < quantity) {
    problems.push({ code: 'quota', requested: quantity, ...quota, signIn: cart.userId === null });
  }
  return problems;
}

/** Units that inventory keeps for this line now. */
export const heldUnits = (cart: Cart, line: CartLine): number =>
  holdIsLive(cart) ? Math.min(line.held, line.quantity) : 0;
