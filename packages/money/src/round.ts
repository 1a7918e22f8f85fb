/**
 * `amount × numerator ÷ denominator` in whole minor units: half a unit is rounded up, away from zero, so that what is
 * taken back is what was given. Exact however large the product is.
 * @throws RangeError when an argument is not an integer, the denominator is zero or less, or the result is not safe
 */
export function multiplyRatio(amount: number, numerator: number, denominator: number): number {
  if (denominator <= 0) throw new RangeError(`a denominator is more than zero, not ${denominator}`);
  const product = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const magnitude = product < 0n ? -product : product;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return toSafe(product < 0n ? -rounded : rounded);
}

/** A part of an amount in basis points (1000 is 10 %), half a minor unit rounded up. @throws RangeError as `multiplyRatio` */
export const percentageOf = (amount: number, basisPoints: number): number => multiplyRatio(amount, basisPoints, 10_000);

/** @throws RangeError when numbers cannot hold it exactly */
export function toSafe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is too large for an amount`);
  return number;
}
