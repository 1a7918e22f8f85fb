import * as z from 'zod';

/** The largest number of a column of four bytes (`INT`). */
export const maximumInt32 = 2_147_483_647;

/** A whole number that an `INT` holds. */
export const Int32 = z.int().min(-maximumInt32).max(maximumInt32);
/** How many there are of something: zero or more, as far as an `INT` goes. */
export const Count = z.int().min(0).max(maximumInt32);
/** One or more, as far as an `INT` goes: quantities, limits, versions. */
export const PositiveCount = z.int().min(1).max(maximumInt32);
