import { allocate } from './allocate.ts';

/** An amount that so many units have cost together, in minor units. */
export interface Priced {
  readonly amount: number;
  readonly quantity: number;
}

/**
 * What the next units have cost after the first `before`: shares of the running sum, so that all units together are
 * exactly the amount, however it is taken apart.
 * @throws RangeError for units that are not there
 */
export const shareOfUnits = (priced: Priced, before: number, units: number): number =>
  worthOf(priced, before + units) - worthOf(priced, before);

const worthOf = ({ amount, quantity }: Priced, units: number): number =>
  allocate(amount, [units, quantity - units])[0] ?? 0;
