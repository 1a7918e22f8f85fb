import type { EndpointAnswer, Identity, productsApi } from '@arcade/contracts';
import { mayManage } from '../products/product-access.ts';
import { managedEtag, productEtag } from '../products/product-etag.ts';
import type { Product } from '../products/product.ts';
import type { ListedProduct } from '../products/product-repository.ts';
import { viewPhoto } from './photo-view.ts';
import { viewReview } from './review-view.ts';
import { viewRevision } from './revision-view.ts';

type ProductView = EndpointAnswer<typeof productsApi.getProduct>;

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
  images: product.photos.map((photo) => viewPhoto(product, product.productId, photo)),
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

/** With what only its merchant and administrators see. */
export const viewManaged = (product: Product): ProductView => ({
  ...viewProduct(product),
  ...(product.revision === null ? {} : { revision: viewRevision(product, product.revision) }),
});

export const viewListed = ({ photo, revisionStatus, ...product }: ListedProduct, isManaged: boolean) => ({
  productId: product.productId,
  merchantId: product.merchantId,
  name: product.name,
  price: product.price,
  currencyCode: product.price.currencyCode,
  categories: [...product.categories],
  image: photo === undefined ? null : viewPhoto(product, product.productId, photo),
  rating: viewRating(product.rating),
  status: product.status,
  availability: viewAvailability(product.availability),
  version: product.version,
  createdAt: product.createdAt.toISOString(),
  ...(isManaged && revisionStatus !== undefined ? { revisionStatus } : {}),
});

/** A product's answer with its ETag; whoever keeps it has to ask whether it is still true. */
export const productReply = (product: Product, identity: Identity | undefined) => {
  const isManaged = mayManage(identity, product);
  return {
    rawJson: JSON.stringify(isManaged ? viewManaged(product) : viewProduct(product)),
    etag: isManaged ? managedEtag(product) : productEtag(product),
    headers: { 'cache-control': isManaged ? 'private, no-cache' : 'no-cache' },
  };
};

const viewRating = ({ sum, count }: Product['rating']) => ({ average: count === 0 ? null : sum / count, count });

const viewAvailability = ({ available, asOf }: Product['availability']) => ({
  available,
  asOf: asOf?.toISOString() ?? null,
});
