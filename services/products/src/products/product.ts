import type { Dimensions, ImageId, Money, ProductId, ProductStatus, Review, UserId } from '@arcade/contracts';

export interface Photo {
  readonly imageId: ImageId;
  readonly label: string | null;
  readonly width: number;
  readonly height: number;
  /** SHA-256 (hex) of the upload: with the label it tells a repeated upload. */
  readonly sha256: string;
}

/** A review as it is kept; the author's shown name is a replica. */
export interface StoredReview {
  readonly reviewId: Review['reviewId'];
  readonly userId: UserId;
  readonly authorName: string | null;
  readonly rating: number;
  readonly comments: string;
  readonly createdAt: Date;
}

/** What a merchant says of a product, and where it stands. Every change of it makes a new version. */
export interface Offer {
  readonly productId: ProductId;
  readonly merchantId: UserId;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly categories: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly dimensions: Dimensions | null;
  readonly photos: readonly Photo[];
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
