/** `value × numerator ÷ denominator`, rounded down; exact where numbers would lose digits. */
const ratio = (value: number, numerator: number, denominator: number) => {
  const product = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  return { floor: Number(product / divisor), rest: product % divisor };
};

/**
 * Splits an amount by weights without losing a unit: shares are rounded down, what is left goes to the largest
 * remainders (the first of equal ones). No share exceeds its weight while the amount does not exceed their sum.
 */
export function allocate(amount: number, weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  const parts = weights.map((weight, index) => ({ index, ...ratio(amount, weight, total) }));
  const shares = parts.map(({ floor }) => floor);
  let left = amount - shares.reduce((sum, share) => sum + share, 0);
  const byRest = parts.toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
  for (const { index } of byRest) {
    if (left === 0) break;
    shares[index] = (shares[index] ?? 0) + 1;
    left--;
  }
  return shares;
}

/** A part in basis points, half a unit rounded up. */
export function percentageOf(amount: number, basisPoints: number): number {
  const { floor, rest } = ratio(amount, basisPoints, 10_000);
  return rest >= 5000n ? floor + 1 : floor;
}
