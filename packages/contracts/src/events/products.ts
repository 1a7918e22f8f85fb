import * as z from 'zod';
import { ProductStatus } from '../api/product-views.ts';
import { ProductId, UserId } from '../ids.ts';
import { Money } from '../money.ts';
import { event } from './event.ts';

/** What carts and inventory keep of a product; every product event carries all of it. */
const productState = {
  productId: ProductId,
  merchantId: UserId,
  name: z.string(),
  price: Money,
  status: ProductStatus,
  categories: z.array(z.string()),
  imageUrl: z.string().nullable(),
} as const;

export const ProductCreated = event('products', 'product', 'created', productState);
/** Name, description, images, categories. */
export const ProductChanged = event('products', 'product', 'changed', productState);
export const PriceChanged = event('products', 'price', 'changed', { ...productState, oldPrice: Money });
export const ProductStatusChanged = event('products', 'product-status', 'changed', {
  ...productState,
  oldStatus: ProductStatus,
  reason: z.string().optional(),
});
