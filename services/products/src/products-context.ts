import type { Clock, Failpoints, Idempotent } from '@arcade/service-defaults';
import type { Connection } from 'mongoose';
import type { Config } from './config.ts';
import { createCachedImageStore } from './images/cached-image-store.ts';
import type { ImageStore } from './images/image-store.ts';
import { createPhotoAccess, type PhotoAccess } from './images/photo-access.ts';
import { createMongoImageStore } from './images/mongo-image-store.ts';
import { createShares, createSlots, type Shares, type Slots } from './images/slots.ts';
import { createMongoTrustedMerchants, type TrustedMerchants } from './merchants/mongo-trusted-merchants.ts';
import type { Models } from './mongo-models.ts';
import type { NameOrder } from './products/name-order.ts';
import { createMongoProductRepository, type ProductEvents } from './products/mongo-product-repository.ts';
import type { ProductRepository } from './products/product-repository.ts';
import { createMongoReviewRepository } from './reviews/mongo-review-repository.ts';
import type { ReviewRepository } from './reviews/review-repository.ts';
import type { ReviewPolicy } from './reviews/review.ts';

/** Everything the operations of this service work with. */
export interface ProductsContext {
  readonly products: ProductRepository;
  readonly reviews: ReviewRepository;
  readonly reviewPolicy: ReviewPolicy;
  readonly reportsPerDay: number;
  readonly merchants: TrustedMerchants;
  readonly images: ImageStore;
  readonly photoAccess: PhotoAccess;
  /** Uploads in memory. */
  readonly uploads: Slots;
  /** What each merchant may have of them. */
  readonly uploadShares: Shares;
  readonly uploadSeconds: number;
  /** Photos being decoded and encoded. */
  readonly recoding: Slots;
  readonly photosPerProduct: number;
  readonly idempotent: Idempotent;
  readonly failpoints: Failpoints;
  readonly clock: Clock;
}

export interface Dependencies {
  readonly connection: Connection;
  readonly models: Models;
  readonly messaging: ProductEvents;
  readonly names: NameOrder;
  readonly idempotent: Idempotent;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
}

export async function createProductsContext(config: Config, dependencies: Dependencies): Promise<ProductsContext> {
  const { connection, models, messaging, names, idempotent, clock, failpoints } = dependencies;
  const products = createMongoProductRepository(models.products, messaging, names, clock);
  return {
    products,
    reviews: createMongoReviewRepository({ ...models, connection, clock }),
    reviewPolicy: config.REVIEWS,
    reportsPerDay: config.REPORTS_PER_DAY,
    merchants: createMongoTrustedMerchants(models.merchants, () => clock.now()),
    photoAccess: createPhotoAccess(products),
    images: createCachedImageStore(await createMongoImageStore(connection), config.IMAGE_CACHE_BYTES),
    uploads: createSlots({ atOnce: config.UPLOADS_AT_ONCE, waiting: 0 }),
    uploadShares: createShares({ atOnce: config.UPLOADS_PER_MERCHANT, waiting: config.PHOTOS_PER_PRODUCT }),
    uploadSeconds: config.UPLOAD_SECONDS,
    recoding: createSlots({ atOnce: config.IMAGE_CONCURRENCY, waiting: config.UPLOADS_AT_ONCE }),
    photosPerProduct: config.PHOTOS_PER_PRODUCT,
    idempotent,
    failpoints,
    clock,
  };
}
