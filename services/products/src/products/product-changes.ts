import { DomainError, type ImageId, type Money } from '@arcade/contracts';
import { requireNotEnded, statusAfter, type StatusEvent } from './product-status.ts';
import { newStanding, type Offer, type Photo, type Product } from './product.ts';

export type Content = Pick<Offer, 'name' | 'description' | 'categories' | 'attributes' | 'dimensions'>;
export type NewOffer = Content & Pick<Offer, 'productId' | 'merchantId' | 'price'> & { readonly draft: boolean };

export const createOffer = ({ draft, ...offer }: NewOffer, now: Date): Product => ({
  ...offer,
  categories: [...new Set(offer.categories)],
  photos: [],
  status: draft ? 'draft' : 'pending',
  rejectionReason: null,
  version: 1,
  createdAt: now,
  updatedAt: now,
  ...newStanding,
});

const next = (product: Product, change: Partial<Offer>, now: Date): Product => ({
  ...product,
  ...change,
  version: product.version + 1,
  updatedAt: now,
});

/** The product itself when nothing would be different. @throws DomainError illegal-transition */
export function changeContent(product: Product, change: Partial<Content>, now: Date): Product {
  requireNotEnded(product.status);
  const wanted = {
    ...change,
    ...(change.categories === undefined ? {} : { categories: [...new Set(change.categories)] }),
  };
  const changed = Object.entries(wanted).some(([field, value]) => !isSame(product[field as keyof Content], value));
  return changed ? next(product, wanted, now) : product;
}

/**
 * The product itself when the price is the same already.
 * @throws DomainError illegal-transition; currency-mismatch for a product in the catalogue: carts hold its currency
 */
export function changePrice(product: Product, price: Money, now: Date): Product {
  requireNotEnded(product.status);
  if (isSame(product.price, price)) return product;
  if (product.status === 'approved' && product.price.currencyCode !== price.currencyCode) {
    throw new DomainError('currency-mismatch', `The product is sold in ${product.price.currencyCode}`);
  }
  return next(product, { price }, now);
}

/** @throws DomainError illegal-transition */
export function changeStatus(product: Product, event: StatusEvent, now: Date, reason: string | null = null): Product {
  const status = statusAfter(product.status, event);
  return status === product.status ? product : next(product, { status, rejectionReason: reason }, now);
}

/**
 * Adds a photo. The same bytes under the same label are there already: the product itself. (Round things look the same from
 * everywhere, so the bytes alone do not tell.)
 * @throws DomainError illegal-transition; already-exists when there are too many
 */
export function placePhoto(product: Product, photo: Photo, maximum: number, now: Date): Product {
  requireNotEnded(product.status);
  if (product.photos.some((known) => isSamePhoto(known, photo))) return product;
  if (product.photos.length >= maximum) {
    throw new DomainError('already-exists', `A product has at most ${maximum} photos; remove one first`, { maximum });
  }
  return next(product, { photos: [...product.photos, photo] }, now);
}

export const isSamePhoto = (a: Photo, b: Photo): boolean => a.sha256 === b.sha256 && a.label === b.label;

/** @throws DomainError not-found, illegal-transition */
export function removePhoto(product: Product, imageId: ImageId, now: Date): Product {
  requireNotEnded(product.status);
  const photos = product.photos.filter((photo) => photo.imageId !== imageId);
  if (photos.length === product.photos.length) throw new DomainError('not-found', 'The product has no such photo');
  return next(product, { photos }, now);
}

/** Same value, whatever the order of an object's members. */
const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown) =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
