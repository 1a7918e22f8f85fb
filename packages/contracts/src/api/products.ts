import * as z from 'zod';
import { api, endpoint } from '../endpoint.ts';
import { ImageId, ProductId, ReviewId, UserId } from '../ids.ts';
import { CurrencyCode, Money, NonNegativeMoney } from '../money.ts';
import { pageOf, PageQuery, QueryFlag } from '../paging.ts';
import { attributeName, line, lines } from '../text.ts';
import { Timestamp } from '../times.ts';
import { listDeadLetters, replayDeadLetter } from './dead-letters.ts';
import { readEvents } from './internal-events.ts';

/** Shoppers see only `approved`; merchants see all of theirs, admins see all. */
export const ProductStatus = z
  .enum(['draft', 'pending', 'approved', 'rejected', 'ended'])
  .meta({ id: 'ProductStatus' });
export type ProductStatus = z.infer<typeof ProductStatus>;

/** As it stands in addresses. */
export const Category = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60)
  .meta({ example: 'chairs' });
const Attributes = z.record(attributeName(40), line(200, { min: 0 }));

/** Metres; +Y up, so height is vertical. */
export const Dimensions = z
  .strictObject({
    width: z.number().positive().max(50),
    height: z.number().positive().max(50),
    depth: z.number().positive().max(50),
  })
  .meta({ id: 'Dimensions', description: 'Metres' });
export type Dimensions = z.infer<typeof Dimensions>;

export const ProductImage = z
  .object({
    imageId: ImageId,
    url: z.string(),
    /** Where the camera stood: `front`, `right`, `back`, `left`, `top` or a turntable azimuth such as `azimuth-045`. */
    label: z.string().max(40).nullable(),
    width: z.int().positive(),
    height: z.int().positive(),
    alt: z.string(),
  })
  .meta({ id: 'ProductImage' });

export const Review = z
  .object({
    reviewId: ReviewId,
    userId: UserId,
    authorName: z.string(),
    rating: z.int().min(1).max(5),
    comments: z.string(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Review' });
export type Review = z.infer<typeof Review>;

export const Product = z
  .object({
    productId: ProductId,
    merchantId: UserId,
    name: z.string(),
    description: z.string(),
    price: Money,
    currencyCode: z.string(),
    categories: z.array(Category),
    attributes: Attributes,
    dimensions: Dimensions.nullable(),
    images: z.array(ProductImage),
    /** The newest ten. */
    reviews: z.array(Review),
    rating: z.object({ average: z.number().nullable(), count: z.int().nonnegative() }),
    status: ProductStatus,
    /** Why it was rejected; only for its merchant and admins. */
    rejectionReason: z.string().optional(),
    /** Units for sale now, as last told by inventory. */
    availability: z.object({ available: z.int().nonnegative(), asOf: Timestamp.nullable() }),
    version: z.int().positive(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof Product>;

/** What a list shows of a product. */
export const ProductSummary = Product.pick({
  productId: true,
  merchantId: true,
  name: true,
  price: true,
  currencyCode: true,
  categories: true,
  rating: true,
  status: true,
  availability: true,
  version: true,
  createdAt: true,
})
  .extend({ image: ProductImage.nullable() })
  .meta({ id: 'ProductSummary' });
export type ProductSummary = z.infer<typeof ProductSummary>;

const productFields = {
  name: line(200),
  description: lines(5000, { min: 0 }),
  categories: z.array(Category).min(1).max(5),
  attributes: Attributes,
  dimensions: Dimensions.nullable(),
} as const;

const byId = z.strictObject({ productId: ProductId });
const byImage = z.strictObject({ productId: ProductId, imageId: ImageId });

export const productsApi = api('products', {
  listProducts: endpoint({
    method: 'GET',
    path: '/products',
    summary: 'The catalogue: approved products; with `mine` all of a merchant’s; with `status` any, for admins',
    access: 'public',
    rateClass: 'read',
    query: PageQuery.extend({
      category: Category.optional(),
      mine: QueryFlag.optional(),
      status: ProductStatus.optional(),
      /** Only prices of this currency. Needed to sort by price when there are several: 400 tells which. */
      currencyCode: CurrencyCode.optional(),
      sort: z.enum(['-createdAt', 'price', '-price', 'name']).default('-createdAt'),
    }),
    responses: { 200: pageOf(ProductSummary) },
  }),
  listCategories: endpoint({
    method: 'GET',
    path: '/products/categories',
    summary: 'Categories with the number of approved products',
    access: 'public',
    rateClass: 'read',
    responses: { 200: z.object({ items: z.array(z.object({ category: Category, count: z.int().nonnegative() })) }) },
  }),
  getProduct: endpoint({
    method: 'GET',
    path: '/products/{productId}',
    summary: 'One product',
    access: 'public',
    rateClass: 'read',
    params: byId,
    responses: { 200: Product },
  }),
  createProduct: endpoint({
    method: 'POST',
    path: '/products/create',
    summary: 'Offer a product; it waits for approval unless it is a draft',
    access: 'merchant',
    idempotencyKey: 'optional',
    body: z.strictObject({ ...productFields, price: NonNegativeMoney, draft: z.boolean().default(false) }),
    responses: { 201: Product },
  }),
  changeProduct: endpoint({
    method: 'PATCH',
    path: '/products/{productId}',
    summary: 'Change what a product says',
    access: 'merchant',
    ifMatch: true,
    params: byId,
    body: z.strictObject(productFields).partial(),
    responses: { 200: Product },
  }),
  changePrice: endpoint({
    method: 'PUT',
    path: '/products/{productId}/price',
    summary: 'Change the price; carts and open pages follow',
    access: 'merchant',
    ifMatch: true,
    params: byId,
    body: z.strictObject({ price: NonNegativeMoney }),
    responses: { 200: Product },
  }),
  submitProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/submit',
    summary: 'Ask for approval',
    access: 'merchant',
    params: byId,
    responses: { 200: Product },
  }),
  approveProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/approve',
    summary: 'Put a product into the catalogue',
    access: 'admin',
    params: byId,
    responses: { 200: Product },
  }),
  rejectProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/reject',
    summary: 'Send a product back with a reason',
    access: 'admin',
    params: byId,
    body: z.strictObject({ reason: lines(1000, { min: 3 }) }),
    responses: { 200: Product },
  }),
  endProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/end',
    summary: 'Take a product out of the catalogue for good',
    access: 'merchant',
    params: byId,
    responses: { 200: Product },
  }),
  addImage: endpoint({
    method: 'POST',
    path: '/products/{productId}/images',
    summary: 'Add a photo (JPEG, PNG or WebP, at most 15 MB and 40 megapixels)',
    access: 'merchant',
    rateClass: 'upload',
    consumes: 'image/*',
    params: byId,
    query: z.strictObject({ label: line(40).optional() }),
    responses: { 201: ProductImage },
  }),
  removeImage: endpoint({
    method: 'DELETE',
    path: '/products/{productId}/images/{imageId}',
    summary: 'Remove a photo',
    access: 'merchant',
    params: byImage,
    responses: { 204: null },
  }),
  getImage: endpoint({
    method: 'GET',
    path: '/products/{productId}/images/{imageId}',
    summary: 'A photo; immutable',
    access: 'public',
    rateClass: 'read',
    produces: 'image/webp',
    params: byImage,
    query: z.strictObject({ width: z.enum(['320', '640', '1024']).default('1024') }),
    responses: { 200: z.unknown() },
  }),
  listReviews: endpoint({
    method: 'GET',
    path: '/products/{productId}/reviews',
    summary: 'Reviews, newest first',
    access: 'public',
    rateClass: 'read',
    params: byId,
    query: PageQuery,
    responses: { 200: pageOf(Review) },
  }),
  reviewProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/reviews',
    summary: 'Review a product; one per customer, a second replaces the first',
    access: 'customer',
    params: byId,
    body: z.strictObject({ rating: z.int().min(1).max(5), comments: lines(2000, { min: 0 }) }),
    responses: { 201: Review },
  }),
  resolveProducts: endpoint({
    method: 'POST',
    path: '/internal/products/resolve',
    summary: 'Authoritative name, price and status of products; unknown ids are left out',
    access: 'service',
    callers: ['carts', 'orders', 'inventory'],
    body: z.strictObject({ productIds: z.array(ProductId).min(1).max(100) }),
    responses: {
      200: z.object({
        items: z.array(
          z.object({
            productId: ProductId,
            merchantId: UserId,
            name: z.string(),
            price: Money,
            status: ProductStatus,
            categories: z.array(z.string()),
            imageUrl: z.string().nullable(),
            version: z.int().positive(),
          }),
        ),
      }),
    },
  }),
  readProductEvents: readEvents(['gateway', 'carts', 'inventory']),
  listProductDeadLetters: listDeadLetters('products'),
  replayProductDeadLetter: replayDeadLetter('products'),
});
