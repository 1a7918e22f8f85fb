import {
  finish,
  inOrderOfEffect,
  start,
  take,
  toPay,
  type Discounted,
  type PriceableLine,
  type Taking,
} from './discounts.ts';
import type { Promotion } from './promotion.ts';
import type { ShippingRate } from './shipping.ts';

/** A cart takes so many codes; every set of them is tried, so there are at most 2¹⁰. */
export const maximumCodes = 10;

/**
 * The set of codes with which the shopper pays least: any of those that stack, one that stands alone, or none. Of equally
 * good ones the smallest, so that no use is spent on a code that takes nothing; then the first in the order of effect.
 */
export function bestCodes(
  lines: readonly PriceableLine[],
  usable: readonly Promotion[],
  rate: ShippingRate | undefined,
): Discounted {
  const ordered = inOrderOfEffect(usable);
  const nothing = start(lines);
  let best = finish(nothing, lines, rate);
  const consider = (taking: Taking) => {
    const next = finish(taking, lines, rate);
    if (toPay(next) < toPay(best) || (toPay(next) === toPay(best) && next.taken.size < best.taken.size)) best = next;
  };
  const stackable = ordered.filter(({ stackable: stacks }) => stacks);
  for (const taking of combinations(lines, stackable, nothing)) consider(taking);
  for (const promotion of ordered.filter(({ stackable: stacks }) => !stacks)) {
    consider(take(nothing, promotion, lines));
  }
  return best;
}

/** Every set that begins with what is taken; a code that takes nothing here adds none. */
function* combinations(
  lines: readonly PriceableLine[],
  promotions: readonly Promotion[],
  taking: Taking,
): Generator<Taking> {
  for (const [index, promotion] of promotions.entries()) {
    const next = take(taking, promotion, lines);
    if (next === taking) continue;
    yield next;
    yield* combinations(lines, promotions.slice(index + 1), next);
  }
}
