import { DomainError, type ImageId, type Money } from '@arcade/contracts';
import { isSame } from './is-same.ts';
import { requireNotEnded, statusAfter, type StatusEvent } from './product-status.ts';
import { isSamePhoto, newStanding, type Content, type Offer, type Photo, type Product } from './product.ts';
import {
  approvedRevision,
  proposeContent,
  proposePhoto,
  proposeRemoval,
  prune,
  revisedPhotos,
  withRevision,
} from './revision.ts';

export type NewOffer = Content & Pick<Offer, 'productId' | 'merchantId' | 'price'> & { readonly draft: boolean };

/** Who changes a product, and when. */
export interface Change {
  /** Whether somebody has to see the change before shoppers do, where they see the product. */
  readonly reviewed: boolean;
  readonly now: Date;
}

export const createOffer = ({ draft, ...offer }: NewOffer, now: Date): Product => ({
  ...offer,
  categories: [...new Set(offer.categories)],
  photos: [],
  publishedPhotos: [],
  revision: null,
  revisionNumber: 0,
  status: draft ? 'draft' : 'pending',
  rejectionReason: null,
  version: 1,
  createdAt: now,
  updatedAt: now,
  ...newStanding,
});

/** The next version; what it leaves of a revision, and which photos everybody has been able to see by then. */
function next(product: Product, change: Partial<Offer>, now: Date): Product {
  const after = { ...product, ...change, version: product.version + 1, updatedAt: now };
  const revision = after.revision === null ? null : prune(after.revision, after);
  const isSameRevision = isSame(revision, after.revision);
  return {
    ...after,
    revision,
    revisionNumber: after.revisionNumber + (isSameRevision ? 0 : 1),
    publishedPhotos: after.status === 'approved' ? published(after) : after.publishedPhotos,
  };
}

/** With those that a product in the catalogue shows. */
export const published = ({
  publishedPhotos,
  photos,
}: Pick<Offer, 'publishedPhotos' | 'photos'>): readonly ImageId[] => [
  ...new Set([...publishedPhotos, ...photos.map(({ imageId }) => imageId)]),
];

const isProposal = ({ status }: Offer, { reviewed }: Change): boolean => status === 'approved' && reviewed;

/** The product itself when nothing would be different. @throws DomainError illegal-transition */
export function changeContent(product: Product, wanted: Partial<Content>, change: Change): Product {
  requireNotEnded(product.status);
  const content = {
    ...wanted,
    ...(wanted.categories === undefined ? {} : { categories: [...new Set(wanted.categories)] }),
  };
  if (isProposal(product, change)) return proposeContent(product, content, change.now);
  const changed = Object.entries(content).some(([field, value]) => !isSame(product[field as keyof Content], value));
  return changed ? next(product, content, change.now) : product;
}

/**
 * The product itself when the price is the same already.
 * @throws DomainError illegal-transition; currency-mismatch: carts, orders and lists go by a product's currency
 */
export function changePrice(product: Product, price: Money, now: Date): Product {
  requireNotEnded(product.status);
  if (isSame(product.price, price)) return product;
  if (product.price.currencyCode !== price.currencyCode) {
    throw new DomainError('currency-mismatch', `The product is sold in ${product.price.currencyCode} for good`);
  }
  return next(product, { price }, now);
}

/**
 * Outside the catalogue a product has no revision: one that is taken down becomes what its merchant wanted, so that a new
 * approval covers it; one that ends stays what it was.
 * @throws DomainError illegal-transition
 */
export function changeStatus(product: Product, event: StatusEvent, now: Date, reason: string | null = null): Product {
  const status = statusAfter(product.status, event);
  if (status === product.status) return product;
  const content = status === 'ended' ? { revision: null } : withRevision(product);
  return next(product, { ...content, status, rejectionReason: reason }, now);
}

/** @throws DomainError not-found, illegal-transition */
export const approveRevision = (product: Product, now: Date): Product => next(product, approvedRevision(product), now);

/**
 * Adds a photo. The same bytes under the same label are there already: the product itself. (Round things look the same from
 * everywhere, so the bytes alone do not tell.)
 * @throws DomainError illegal-transition; already-exists when there are too many
 */
export function placePhoto(product: Product, photo: Photo, maximum: number, change: Change): Product {
  requireNotEnded(product.status);
  const wanted = isProposal(product, change) ? revisedPhotos(product) : product.photos;
  if (wanted.some((known) => isSamePhoto(known, photo))) return product;
  if (Math.max(wanted.length, revisedPhotos(product).length) >= maximum) {
    throw new DomainError('already-exists', `A product has at most ${maximum} photos; remove one first`, { maximum });
  }
  if (isProposal(product, change)) return proposePhoto(product, photo, change.now);
  return next(product, { photos: [...product.photos, photo] }, change.now);
}

/** @throws DomainError not-found, illegal-transition */
export function removePhoto(product: Product, imageId: ImageId, change: Change): Product {
  requireNotEnded(product.status);
  const proposed = product.revision?.added.some((photo) => photo.imageId === imageId) === true;
  const wanted = isProposal(product, change) ? revisedPhotos(product) : product.photos;
  if (!proposed && !wanted.some((photo) => photo.imageId === imageId)) {
    throw new DomainError('not-found', 'The product has no such photo');
  }
  if (proposed || isProposal(product, change)) return proposeRemoval(product, imageId, change.now);
  return next(product, { photos: product.photos.filter((photo) => photo.imageId !== imageId) }, change.now);
}
