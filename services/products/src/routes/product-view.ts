import type { EndpointAnswer, productsApi } from '@arcade/contracts';
import { productEtag } from '../products/product-etag.ts';
import { imageUrlOf, type Photo, type Product, type StoredReview } from '../products/product.ts';
import type { ListedProduct } from '../products/product-repository.ts';
import { namelessAuthor } from '../reviews/author-name.ts';

type ProductView = EndpointAnswer<typeof productsApi.getProduct>;
type ReviewView = EndpointAnswer<typeof productsApi.reviewProduct>;
type ImageView = EndpointAnswer<typeof productsApi.addImage>;

export const viewProduct = (product: Product): ProductView => ({
  productId: product.productId,
  merchantId: product.merchantId,
  name: product.name,
  description: product.description,
  price: product.price,
  currencyCode: product.price.currencyCode,
  categories: [...product.categories],
  attributes: product.attributes,
  dimensions: product.dimensions,
  images: product.photos.map((photo) => viewPhoto(product, photo)),
  reviews: product.reviews.map(viewReview),
  rating: viewRating(product.rating),
  status: product.status,
  // Whoever sees a rejected product is its merchant or an administrator.
  ...(product.rejectionReason === null ? {} : { rejectionReason: product.rejectionReason }),
  availability: viewAvailability(product.availability),
  version: product.version,
  createdAt: product.createdAt.toISOString(),
  updatedAt: product.updatedAt.toISOString(),
});

export const viewListed = ({ photo, ...product }: ListedProduct) => ({
  productId: product.productId,
  merchantId: product.merchantId,
  name: product.name,
  price: product.price,
  currencyCode: product.price.currencyCode,
  categories: [...product.categories],
  image: photo === undefined ? null : viewPhoto(product, photo),
  rating: viewRating(product.rating),
  status: product.status,
  availability: viewAvailability(product.availability),
  version: product.version,
  createdAt: product.createdAt.toISOString(),
});

export const viewPhoto = (
  { productId, name }: Pick<Product, 'productId' | 'name'>,
  { imageId, label, width, height }: Photo,
): ImageView => ({
  imageId,
  url: imageUrlOf(productId, imageId),
  label,
  width,
  height,
  alt: altOf(name, label),
});

export const viewReview = (review: StoredReview): ReviewView => ({
  ...review,
  authorName: review.authorName ?? namelessAuthor,
  createdAt: review.createdAt.toISOString(),
});

/** A product's answer with its ETag; whoever keeps it has to ask whether it is still true. */
export const productReply = (product: Product) => ({
  rawJson: JSON.stringify(viewProduct(product)),
  etag: productEtag(product),
  headers: { 'cache-control': product.status === 'approved' ? 'no-cache' : 'private, no-cache' },
});

const viewRating = ({ sum, count }: Product['rating']) => ({ average: count === 0 ? null : sum / count, count });

const viewAvailability = ({ available, asOf }: Product['availability']) => ({
  available,
  asOf: asOf?.toISOString() ?? null,
});

function altOf(name: string, label: string | null): string {
  if (label === null) return name;
  const azimuth = /^azimuth-(\d{1,3})$/.exec(label)?.[1];
  if (azimuth !== undefined) return `${name}, turned by ${Number(azimuth)} degrees`;
  if (label === 'top') return `${name}, seen from above`;
  if (label === 'front' || label === 'back') return `${name}, seen from the ${label}`;
  if (label === 'left' || label === 'right') return `${name}, seen from the ${label} side`;
  return `${name}, ${label}`;
}
