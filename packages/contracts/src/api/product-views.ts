import * as z from 'zod';
import { ImageId, ProductId, UserId } from '../ids.ts';
import { Money } from '../money.ts';
import { attributeName, line } from '../text.ts';
import { Timestamp } from '../times.ts';
import { Review } from './reviews.ts';

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
export const Attributes = z.record(attributeName(40), line(200, { min: 0 }));

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
