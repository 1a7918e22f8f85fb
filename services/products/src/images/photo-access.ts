import { DomainError, type Identity, type ImageId, type ProductId } from '@arcade/contracts';
import { mayManage } from '../products/product-access.ts';
import type { ProductRepository } from '../products/product-repository.ts';
import { keptPhotos } from '../products/revision.ts';

export interface PhotoAddress {
  readonly productId: ProductId;
  readonly imageId: ImageId;
}

/**
 * Who may see a photo: `everybody` from its product's first day in the catalogue on, whatever becomes of product and photo
 * (orders and carts show it, and caches have it), until then its merchant and administrators.
 * @throws DomainError not-found
 */
export type PhotoAccess = (
  address: PhotoAddress,
  identity: Identity | undefined,
) => Promise<'everybody' | 'its managers'>;

const mostKnown = 20_000;

export function createPhotoAccess(products: Pick<ProductRepository, 'find'>): PhotoAccess {
  /** What everybody sees stays so, and need not be asked for again. */
  const known = new Set<string>();
  return async ({ productId, imageId }, identity) => {
    const address = `${productId}/${imageId}`;
    if (known.has(address)) return 'everybody';
    const product = await products.find(productId);
    if (product?.publishedPhotos.includes(imageId) === true) {
      if (known.size >= mostKnown) known.clear();
      known.add(address);
      return 'everybody';
    }
    if (product !== undefined && mayManage(identity, product) && keptPhotos(product).has(imageId))
      return 'its managers';
    throw new DomainError('not-found');
  };
}
