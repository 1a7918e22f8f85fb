import * as z from 'zod';
import { api, endpoint } from '../endpoint.ts';
import { ImageId, ProductId, UserId } from '../ids.ts';
import { CurrencyCode, Money, NonNegativeMoney } from '../money.ts';
import { pageOf, PageQuery, QueryFlag } from '../paging.ts';
import { attributeName, line, lines } from '../text.ts';
import { Timestamp } from '../times.ts';
import { listDeadLetters, replayDeadLetter } from './dead-letters.ts';
import { readEvents } from './internal-events.ts';
import { Review, reviewOperations } from './reviews.ts';

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

export const RevisionStatus = z.enum(['pending', 'rejected']).meta({ id: 'RevisionStatus' });
export type RevisionStatus = z.infer<typeof RevisionStatus>;

const changeOf = <Value extends z.ZodType>(value: Value) => z.object({ old: value, new: value }).optional();

/** What a merchant wants to change in a product that is in the catalogue. Shoppers see it once it is approved. */
export const ProductRevision = z
  .object({
    /** Grows with every change; the ETag of the revision. */
    number: z.int().positive(),
    /** `rejected` until its merchant changes it again. */
    status: RevisionStatus,
    rejectionReason: z.string().optional(),
    changes: z.object({
      name: changeOf(z.string()),
      description: changeOf(z.string()),
      categories: changeOf(z.array(Category)),
      attributes: changeOf(Attributes),
      dimensions: changeOf(Dimensions.nullable()),
    }),
    imagesAdded: z.array(ProductImage),
    imagesRemoved: z.array(ProductImage),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'ProductRevision' });
export type ProductRevision = z.infer<typeof ProductRevision>;

/** Whether shoppers see a merchant's changes at once. */
export const MerchantTrust = z
  .object({ merchantId: UserId, trusted: z.boolean(), changedAt: Timestamp.nullable() })
  .meta({ id: 'MerchantTrust' });

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
    /** What is under review; only for its merchant and admins. */
    revision: ProductRevision.optional(),
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
  .extend({
    image: ProductImage.nullable(),
    /** Only in a merchant's own list and in lists for admins. */
    revisionStatus: RevisionStatus.optional(),
  })
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
const byMerchant = z.strictObject({ merchantId: UserId });
const Reason = lines(1000, { min: 3 });
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
      /** Products whose revision is so; with `mine`, or for admins. */
      revision: RevisionStatus.optional(),
      /** Only prices of this currency. Needed to sort by price when there are several: 400 tells which. */
      currencyCode: CurrencyCode.optional(),
      sort: z.enum(['-createdAt', 'price', '-price', 'name']).default('-createdAt'),
    }),
    responses: { 200: pageOf(ProductSummary) },
    problems: ['forbidden'],
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
    headers: ['etag'],
  }),
  createProduct: endpoint({
    method: 'POST',
    path: '/products/create',
    summary: 'Offer a product; it waits for approval unless it is a draft',
    access: 'merchant',
    idempotencyKey: 'optional',
    body: z.strictObject({ ...productFields, price: NonNegativeMoney, draft: z.boolean().default(false) }),
    responses: { 201: Product },
    headers: ['etag', 'location'],
  }),
  changeProduct: endpoint({
    method: 'PATCH',
    path: '/products/{productId}',
    summary: 'Change what a product says; in the catalogue this becomes a revision, unless the merchant is trusted',
    access: 'merchant',
    ifMatch: true,
    params: byId,
    body: z.strictObject(productFields).partial(),
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  changePrice: endpoint({
    method: 'PUT',
    path: '/products/{productId}/price',
    summary: 'Change the price, in the same currency; carts and open pages follow',
    access: 'merchant',
    ifMatch: true,
    params: byId,
    body: z.strictObject({ price: NonNegativeMoney }),
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition', 'currency-mismatch'],
  }),
  submitProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/submit',
    summary: 'Ask for approval',
    access: 'merchant',
    params: byId,
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  approveProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/approve',
    summary: 'Put a product into the catalogue; `If-Match` says which version was seen',
    access: 'admin',
    ifMatch: 'optional',
    audit: { action: 'product.approved', subject: 'productId' },
    params: byId,
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  rejectProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/reject',
    summary: 'Send a product back with a reason',
    access: 'admin',
    audit: { action: 'product.rejected', subject: 'productId' },
    params: byId,
    body: z.strictObject({ reason: Reason }),
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  getRevision: endpoint({
    method: 'GET',
    path: '/products/{productId}/revision',
    summary: 'What is under review of a product in the catalogue: old and new; its ETag names what was seen',
    access: 'merchant',
    params: byId,
    responses: { 200: ProductRevision },
    headers: ['etag'],
  }),
  discardRevision: endpoint({
    method: 'DELETE',
    path: '/products/{productId}/revision',
    summary: 'Give up a revision; the product stays as it is',
    access: 'merchant',
    ifMatch: true,
    params: byId,
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  approveRevision: endpoint({
    method: 'POST',
    path: '/products/{productId}/revision/approve',
    summary: 'Show the revision that was seen to shoppers',
    access: 'admin',
    audit: { action: 'revision.approved', subject: 'productId' },
    ifMatch: true,
    params: byId,
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  rejectRevision: endpoint({
    method: 'POST',
    path: '/products/{productId}/revision/reject',
    summary: 'Send the revision that was seen back with a reason; the product stays as it is',
    access: 'admin',
    audit: { action: 'revision.rejected', subject: 'productId' },
    ifMatch: true,
    params: byId,
    body: z.strictObject({ reason: Reason }),
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  getMerchantTrust: endpoint({
    method: 'GET',
    path: '/products/merchants/{merchantId}/trust',
    summary: 'Whether shoppers see a merchant’s changes at once',
    access: 'admin',
    params: byMerchant,
    responses: { 200: MerchantTrust },
  }),
  setMerchantTrust: endpoint({
    method: 'PUT',
    path: '/products/merchants/{merchantId}/trust',
    summary: 'Let a merchant’s changes of products in the catalogue go live at once, or wait for approval',
    access: 'admin',
    audit: { action: 'merchant.trusted', subject: 'merchantId', details: ['trusted'] },
    params: byMerchant,
    body: z.strictObject({ trusted: z.boolean() }),
    responses: { 200: MerchantTrust },
  }),
  endProduct: endpoint({
    method: 'POST',
    path: '/products/{productId}/end',
    summary: 'Take a product out of the catalogue for good',
    access: 'merchant',
    params: byId,
    responses: { 200: Product },
    headers: ['etag'],
    problems: ['illegal-transition'],
  }),
  addImage: endpoint({
    method: 'POST',
    path: '/products/{productId}/images',
    summary: 'Add a photo (JPEG, PNG or WebP, at most 15 MB and 40 megapixels); in the catalogue it joins the revision',
    access: 'merchant',
    rateClass: 'upload',
    consumes: ['image/jpeg', 'image/png', 'image/webp'],
    params: byId,
    query: z.strictObject({ label: line(40).optional() }),
    responses: { 201: ProductImage },
    headers: ['etag'],
    problems: ['illegal-transition', 'already-exists', 'invalid-image'],
  }),
  removeImage: endpoint({
    method: 'DELETE',
    path: '/products/{productId}/images/{imageId}',
    summary: 'Remove a photo; in the catalogue the removal joins the revision',
    access: 'merchant',
    params: byImage,
    responses: { 204: null },
    problems: ['illegal-transition'],
  }),
  getImage: endpoint({
    method: 'GET',
    path: '/products/{productId}/images/{imageId}',
    summary: 'A photo; immutable. Everybody’s from the first day in the catalogue on, even after it is removed',
    access: 'public',
    rateClass: 'read',
    produces: 'image/webp',
    params: byImage,
    query: z.strictObject({ width: z.enum(['320', '640', '1024']).default('1024') }),
    responses: { 200: z.unknown() },
    headers: ['etag'],
  }),
  ...reviewOperations,
  resolveProducts: endpoint({
    method: 'POST',
    path: '/internal/products/resolve',
    summary: 'Authoritative name, price and status of products; unknown ids are left out',
    access: 'service',
    callers: ['carts', 'inventory'],
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
  readProductEvents: readEvents('products'),
  listProductDeadLetters: listDeadLetters('products'),
  replayProductDeadLetter: replayDeadLetter('products'),
});
