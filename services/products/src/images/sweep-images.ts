import type { Clock } from '@arcade/service-defaults';
import type { ProductRepository } from '../products/product-repository.ts';
import { keptPhotos } from '../products/revision.ts';
import type { ImageStore } from './image-store.ts';

/** Longer than any upload takes from its bytes to its place in the product. */
const settledMs = 3_600_000;
const batch = 300;

/**
 * Removes photos that nobody refers to: a process died between storing the bytes and placing them, or between taking them
 * away and deleting them, or a revision was given up. Work for a loop; true while there is more to look at.
 */
export function createImageSweep(
  images: ImageStore,
  products: Pick<ProductRepository, 'findMany'>,
  clock: Clock,
): () => Promise<boolean> {
  let position = '';
  return async () => {
    const before = new Date(clock.now().getTime() - settledMs);
    const { items, next } = await images.storedBefore(before, position, batch);
    const found = await products.findMany([...new Set(items.map(({ productId }) => productId))]);
    const kept = new Set(found.flatMap((product) => [...keptPhotos(product)]));
    for (const { imageId } of items) {
      if (!kept.has(imageId)) await images.remove(imageId);
    }
    position = next ?? '';
    return next !== undefined;
  };
}
