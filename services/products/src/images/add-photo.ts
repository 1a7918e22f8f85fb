import { createHash } from 'node:crypto';
import { DomainError, type Identity, type ImageId, type ProductId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { requireOwn } from '../products/product-access.ts';
import { placePhoto } from '../products/product-changes.ts';
import { requireNotEnded } from '../products/product-status.ts';
import { isSamePhoto, type Photo, type Product } from '../products/product.ts';
import { keptPhotos, revisedPhotos } from '../products/revision.ts';
import type { ProductsContext } from '../products-context.ts';
import { recodeImage } from './recode-image.ts';

type Context = Pick<ProductsContext, 'products' | 'images' | 'recoding' | 'photosPerProduct' | 'failpoints'>;

export interface Upload {
  readonly productId: ProductId;
  readonly bytes: Buffer;
  readonly label: string | null;
  readonly identity: Identity;
  /** Whether shoppers see it only once an administrator has. */
  readonly reviewed: boolean;
}

/** The product, before anything is read or decoded. @throws DomainError not-found, illegal-transition */
export async function requireOpenForPhotos(
  { products }: Pick<Context, 'products'>,
  productId: ProductId,
  identity: Identity,
): Promise<Product> {
  const product = await products.find(productId);
  if (product === undefined) throw new DomainError('not-found');
  requireOwn(product, identity);
  requireNotEnded(product.status);
  return product;
}

/**
 * Recodes a photo, stores its bytes and then gives it a place in the product. A repeated upload finds the photo that it
 * made before.
 * @throws DomainError not-found, invalid-image, illegal-transition, already-exists, overloaded
 */
export async function addPhoto(ctx: Context, { productId, bytes, label, identity, reviewed }: Upload) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const imageId = newId<ImageId>();
  const recoded = await ctx.recoding.run(() => recodeImage(bytes));
  await ctx.images.put(imageId, productId, recoded);
  await ctx.failpoints.hit('products.after-photo-stored');
  const photo: Photo = { imageId, label, width: recoded.width, height: recoded.height, sha256 };
  try {
    const product = await ctx.products.update(productId, (current, now) => {
      requireOwn(current, identity);
      return placePhoto(current, photo, ctx.photosPerProduct, { reviewed, now });
    });
    const wanted = [...revisedPhotos(product), ...product.photos];
    const placed = wanted.find((candidate) => isSamePhoto(candidate, photo)) ?? photo;
    if (!keptPhotos(product).has(imageId)) await ctx.images.remove(imageId);
    return { product, photo: placed };
  } catch (error) {
    // Only a refusal is certain to have placed nothing; after any other failure the sweeper finds out.
    if (error instanceof DomainError) await ctx.images.remove(imageId);
    throw error;
  }
}
