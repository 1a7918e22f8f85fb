import type { Model } from 'mongoose';
import type { StoredProduct } from './mongo-product-model.ts';
import type { NameOrder } from './name-order.ts';

const batch = 500;

/**
 * Gives products a new key in the order of names where theirs was made otherwise, by another ICU or an older version of
 * this service. Work for a loop; true while there is more to do.
 */
export const createNamePlacing =
  (products: Model<StoredProduct>, { version, keyOf }: NameOrder): (() => Promise<boolean>) =>
  async () => {
    // Bounds, not a pattern: keys of this version stand together.
    const others = { $or: [{ sortName: { $lt: version } }, { sortName: { $gte: `${version}\u{10ffff}` } }] };
    const found = await products.find(others, { name: 1, sortName: 1 }).limit(batch).lean();
    if (found.length === 0) return false;
    await products.bulkWrite(
      found.map(({ _id, name }) => ({
        updateOne: { filter: { _id, name }, update: { $set: { sortName: keyOf(name) } } },
      })),
      { ordered: false },
    );
    return found.length === batch;
  };
