import { toSafe } from './round.ts';

/**
 * Splits an amount in minor units by weights, so that the shares add up to it to the unit (largest remainder): shares are
 * rounded towards zero, and what is left goes, a unit each, to the largest remainders; of equal ones to the larger weight,
 * then to the first. So what a weight gets depends on the order of the weights only among equal ones. While the amount
 * does not exceed the sum of the weights, no share exceeds its weight. A negative amount is split as its opposite.
 * @throws RangeError for a weight below zero, and when there is an amount but no weight to put it on
 */
export function allocate(amount: number, weights: readonly number[]): readonly number[] {
  if (weights.some((weight) => weight < 0)) throw new RangeError('weights are zero or more');
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) {
    if (amount !== 0) throw new RangeError(`nothing to put ${amount} on`);
    return weights.map(() => 0);
  }
  const divided = Number.isSafeInteger(total) ? dividedBy(total) : dividedBig(weights);
  const size = Math.abs(amount);
  const parts = weights.map((weight, index) => ({ index, weight, ...divided(size, weight) }));
  const left = size - parts.reduce((sum, { floor }) => sum + floor, 0);
  const larger =
    left === 0
      ? []
      : parts
          .toSorted((a, b) => compare(b.rest, a.rest) || compare(b.weight, a.weight) || a.index - b.index)
          .slice(0, left);
  const extra = new Set(larger.map(({ index }) => index));
  const sign = amount < 0 ? -1 : 1;
  return parts.map(({ index, floor }) => {
    const share = floor + (extra.has(index) ? 1 : 0);
    return share === 0 ? 0 : sign * share;
  });
}

interface Quotient {
  readonly floor: number;
  readonly rest: number | bigint;
}

/** `amount × weight ÷ total`; in plain numbers where these are exact, since carts divide a great deal. */
const dividedBy =
  (total: number) =>
  (amount: number, weight: number): Quotient => {
    const product = amount * weight;
    if (product > Number.MAX_SAFE_INTEGER) return quotient(amount, weight, BigInt(total));
    const rest = product % total;
    return { floor: (product - rest) / total, rest };
  };

function dividedBig(weights: readonly number[]) {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  return (amount: number, weight: number): Quotient => quotient(amount, weight, total);
}

function quotient(amount: number, weight: number, total: bigint): Quotient {
  const product = BigInt(amount) * BigInt(weight);
  return { floor: toSafe(product / total), rest: product % total };
}

const compare = <Value extends number | bigint>(a: Value, b: Value) => (a < b ? -1 : a > b ? 1 : 0);
