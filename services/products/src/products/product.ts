import type { Dimensions, ImageId, Money, ProductId, ProductStatus, Review, UserId } from '@arcade/contracts';

export interface Photo {
  readonly imageId: ImageId;
  readonly label: string | null;
  readonly width: number;
  readonly height: number;
  /** SHA-256 (hex) of the upload: with the label it tells a repeated upload. */
  readonly sha256: string;
}

/** The same upload. */
export const isSamePhoto = (a: Photo, b: Photo): boolean => a.sha256 === b.sha256 && a.label === b.label;

/** A review as it is kept; the author's shown name is a replica. */
export interface StoredReview {
  readonly reviewId: Review['reviewId'];
  readonly userId: UserId;
  readonly authorName: string | null;
  readonly rating: number;
  readonly comments: string;
  /** Whether its author has bought the product; absent where an older version of this service has written it. */
  readonly verifiedPurchase?: boolean;
  readonly createdAt: Date;
}

/** What a product says and shows; an administrator sees it before shoppers do. */
export interface Content {
  readonly name: string;
  readonly description: string;
  readonly categories: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly dimensions: Dimensions | null;
}

/** Changes of a product in the catalogue that its merchant has asked for. */
export interface Revision {
  /** `rejected` until its merchant changes it again. */
  readonly status: 'pending' | 'rejected';
  readonly reason: string | null;
  readonly changes: Partial<Content>;
  readonly added: readonly Photo[];
  readonly removed: readonly ImageId[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a merchant says of a product, and where it stands. Every change of it but of a revision makes a new version. */
export interface Offer extends Content {
  readonly productId: ProductId;
  readonly merchantId: UserId;
  readonly price: Money;
  readonly photos: readonly Photo[];
  /** Photos that everybody has been able to see: orders and carts show them even after they have been removed. */
  readonly publishedPhotos: readonly ImageId[];
  readonly revision: Revision | null;
  /** Grows with every change of the revision: who decides about one names what they saw. */
  readonly revisionNumber: number;
  readonly status: ProductStatus;
  readonly rejectionReason: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What others add to it: customers their reviews, inventory the units for sale. It has versions of its own. */
export interface Standing {
  readonly rating: { readonly sum: number; readonly count: number };
  /** The newest ten. */
  readonly reviews: readonly StoredReview[];
  readonly reviewRevision: number;
  /** Version 0: inventory has not said anything yet. */
  readonly availability: { readonly available: number; readonly asOf: Date | null; readonly version: number };
}

export type Product = Offer & Standing;

export const newStanding: Standing = {
  rating: { sum: 0, count: 0 },
  reviews: [],
  reviewRevision: 0,
  availability: { available: 0, asOf: null, version: 0 },
};

/** How many reviews a product shows. */
export const shownReviews = 10;

export const imageUrlOf = (productId: ProductId, imageId: ImageId): string =>
  `/products/${productId}/images/${imageId}`;
