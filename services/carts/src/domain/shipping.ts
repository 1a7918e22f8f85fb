/** Minor units of one currency. */
export interface ShippingRate {
  readonly flat: number;
  /** Free from this amount of goods after discounts; null: never. */
  readonly freeFrom: number | null;
}

export type ShippingRates = ReadonlyMap<string, ShippingRate>;

/** Nothing to ship costs nothing, and so does a currency without a rate. */
export function shippingOf(rate: ShippingRate | undefined, goods: number, units: number): number {
  if (rate === undefined || units === 0) return 0;
  return rate.freeFrom !== null && goods >= rate.freeFrom ? 0 : rate.flat;
}
