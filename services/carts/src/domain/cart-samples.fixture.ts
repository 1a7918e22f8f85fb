import type { CartId, CartItemId, ProductId, PromotionId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { promotionTerms } from '@arcade/testing/promotion-terms';
import { emptyCart, type Cart, type ReplicaProduct } from './cart.ts';
import type { AppliedPromotion } from './promotion.ts';

/** A chair for 10.00 USD that is for sale. */
export const aProduct = (overrides: Partial<ReplicaProduct> = {}): ReplicaProduct => ({
  productId: newId<ProductId>(),
  merchantId: newId<UserId>(),
  name: 'Chair',
  price: { amount: 1000, currencyCode: 'USD' },
  status: 'approved',
  categories: [],
  imageUrl: null,
  version: 1,
  ...overrides,
});

/** Ten per cent off everything, for everybody. */
export const aPromotion = (overrides: Partial<AppliedPromotion> = {}): AppliedPromotion => ({
  ...promotionTerms(),
  promotionId: newId<PromotionId>(),
  startsAt: null,
  endsAt: null,
  active: true,
  timesUsed: 0,
  timesUsedByUser: 0,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  ...overrides,
});

export type Filling = readonly [ReplicaProduct, number];

/** An open cart with these lines, whatever limits say. */
export function cartOf({ userId, now }: { userId: UserId; now: Date }, ...items: readonly Filling[]): Cart {
  const cart = emptyCart({ cartId: newId<CartId>(), userId, guestTokenHash: null }, now, 1000);
  const lines = items.map(([product, quantity]) => ({
    cartItemId: newId<CartItemId>(),
    productId: product.productId,
    quantity,
    seenPrice: product.price,
    held: 0,
    available: null,
    quota: null,
    addedAt: now,
    product,
  }));
  return { ...cart, lines, version: items.length + 1 };
}
