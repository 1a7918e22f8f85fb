import * as z from 'zod';
import { CartId, CartItemId, OrderId, ProductId, PromotionId, UserId } from '../ids.ts';
import { CurrencyCode, Money, NonNegativeMoney } from '../money.ts';
import { Count, PositiveCount } from '../numbers.ts';
import { code, line } from '../text.ts';
import { Instant, Timestamp } from '../times.ts';
import { HoldQuota } from './inventory.ts';
import { Category } from './product-views.ts';

/** Why a code takes nothing off, with what would change it. */
export const CodeProblem = z
  .discriminatedUnion('code', [
    z.object({ code: z.literal('unknown') }),
    z.object({ code: z.literal('switched-off') }),
    z.object({ code: z.literal('not-started'), startsAt: Timestamp }),
    z.object({ code: z.literal('ended'), endedAt: Timestamp }),
    z.object({ code: z.literal('used-up') }),
    z.object({ code: z.literal('used-by-you'), times: z.int().positive() }),
    z.object({ code: z.literal('too-many-codes'), maximum: z.int().positive() }),
    /** The currency of the code. */
    z.object({ code: z.literal('other-currency'), currencyCode: CurrencyCode }),
    z.object({ code: z.literal('below-minimum'), minimum: Money, missing: Money }),
    z.object({ code: z.literal('nothing-in-scope') }),
    z.object({ code: z.literal('more-units-needed'), missing: z.int().positive() }),
    z.object({ code: z.literal('shipping-is-free') }),
    z.object({ code: z.literal('takes-nothing') }),
    /** The codes it clashes with. */
    z.object({ code: z.literal('not-combinable'), with: z.array(z.string()).min(1) }),
    /** By how much the total would rise with it, e.g. because shipping is not free any more. */
    z.object({ code: z.literal('costs-more'), by: Money }),
  ])
  .meta({ id: 'CodeProblem' });
export type CodeProblem = z.infer<typeof CodeProblem>;

/** Why units of a guest's cart were left when it was merged. */
export const MergeLimit = z
  .enum(['not-for-sale', 'other-currency', 'too-many-products', 'too-many-units', 'too-dear', 'out-of-stock'])
  .meta({ id: 'MergeLimit' });
export type MergeLimit = z.infer<typeof MergeLimit>;

/** What a shopper should know about a line, or about the cart, before paying. */
export const CartProblem = z
  .discriminatedUnion('code', [
    z.object({ code: z.literal('insufficient-stock'), requested: z.int(), available: z.int() }),
    z.object({ code: z.literal('price-changed'), oldPrice: Money, newPrice: Money }),
    z.object({ code: z.literal('not-available'), productName: z.string() }),
    z.object({ code: z.literal('hold-expired') }),
    /** Not all is held though there is enough: carts hold so much of a product only. What is not held can be ordered. */
    z.object({
      code: z.literal('quota'),
      requested: z.int(),
      allowed: z.int().nonnegative(),
      by: HoldQuota.shape.by,
      /** Who signs in may hold more. */
      signIn: z.boolean(),
    }),
    /** Units of a guest's cart that the user's did not take when they were merged. */
    z.object({
      code: z.literal('not-merged'),
      productName: z.string(),
      quantity: z.int().positive(),
      reason: MergeLimit,
    }),
    z.object({ code: z.literal('code-not-merged'), promotionCode: z.string(), reason: CodeProblem }),
    /** The goods cost more than an order can, e.g. because a price rose. */
    z.object({ code: z.literal('too-dear'), maximum: Money }),
  ])
  .meta({ id: 'CartProblem' });
export type CartProblem = z.infer<typeof CartProblem>;

export const CartItem = z
  .object({
    cartItemId: CartItemId,
    cartId: CartId,
    productId: ProductId,
    name: z.string(),
    imageUrl: z.string().nullable(),
    quantity: z.int().positive(),
    unitPrice: Money,
    /** Quantity × unit price, before discounts. */
    totalPrice: Money,
    /** Part of the cart's discounts that falls on this line. */
    discount: Money,
    /** Units held in stock for this cart. */
    held: z.int().nonnegative(),
    problems: z.array(CartProblem),
    addedAt: Timestamp,
  })
  .meta({ id: 'CartItem' });
export type CartItem = z.infer<typeof CartItem>;

export const Totals = z
  .object({ subtotal: Money, discount: Money, shipping: Money, total: Money })
  .meta({ id: 'Totals' });
export type Totals = z.infer<typeof Totals>;

export const AppliedCode = z
  .object({
    code: z.string(),
    promotionId: PromotionId,
    description: z.string(),
    /** What it takes off; zero with a reason when it does not apply at the moment. */
    discount: Money,
    /** `problem` in words. */
    notApplied: z.string().nullable(),
    problem: CodeProblem.nullable(),
  })
  .meta({ id: 'AppliedCode' });
export type AppliedCode = z.infer<typeof AppliedCode>;

export const Cart = z
  .object({
    cartId: CartId,
    /** Null for a guest's. */
    userId: UserId.nullable(),
    /** `checkout`: an order is being paid; the cart cannot change. */
    status: z.enum(['open', 'checkout', 'closed']),
    orderId: OrderId.nullable(),
    /** Grows with every change; an order names the version it was placed from. */
    version: z.int().positive(),
    items: z.array(CartItem),
    codes: z.array(AppliedCode),
    totals: Totals,
    /** Until when stock is held; null when nothing is. */
    heldUntil: Timestamp.nullable(),
    /** Lines that dropped out since the last read, e.g. of ended products. */
    notices: z.array(CartProblem),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    /** When an idle cart is cleaned up. */
    expiresAt: Timestamp,
    /** Only when a guest's cart is created: the bearer of cart id and token owns the cart. */
    guestToken: z.string().optional(),
  })
  .meta({ id: 'Cart' });
export type Cart = z.infer<typeof Cart>;

export const PromotionRule = z
  .discriminatedUnion('type', [
    /** Basis points: 1000 = 10 %. */
    z.strictObject({ type: z.literal('percentage'), basisPoints: z.int().min(1).max(10_000) }),
    z.strictObject({ type: z.literal('fixed'), amount: NonNegativeMoney }),
    z.strictObject({
      type: z.literal('buy-x-get-y'),
      buyQuantity: z.int().min(1).max(100),
      freeQuantity: z.int().min(1).max(100),
    }),
    z.strictObject({ type: z.literal('free-shipping') }),
  ])
  .meta({ id: 'PromotionRule' });
export type PromotionRule = z.infer<typeof PromotionRule>;

const promotionFields = {
  code: code(3, 40),
  description: line(200),
  rule: PromotionRule,
  /** Empty: the whole cart. */
  scope: z.strictObject({ productIds: z.array(ProductId).max(100), categories: z.array(Category).max(50) }),
  minimumSubtotal: NonNegativeMoney.nullable(),
  startsAt: Instant.nullable(),
  endsAt: Instant.nullable(),
  usageLimit: PositiveCount.nullable(),
  usageLimitPerUser: PositiveCount.nullable(),
  /** Whether it may stand beside other codes. */
  stackable: z.boolean(),
} as const;

export const PromotionTerms = z
  .strictObject(promotionFields)
  .refine(({ startsAt, endsAt }) => startsAt === null || endsAt === null || startsAt < endsAt, {
    message: 'It ends before it starts',
    path: ['endsAt'],
  })
  .meta({
    id: 'PromotionTerms',
    example: {
      code: 'SPRING-10',
      description: '10 % off all chairs in spring',
      rule: { type: 'percentage', basisPoints: 1000 },
      scope: { productIds: [], categories: ['chairs'] },
      minimumSubtotal: null,
      startsAt: '2030-03-01T00:00:00Z',
      endsAt: '2030-06-01T00:00:00Z',
      usageLimit: null,
      usageLimitPerUser: 1,
      stackable: false,
    },
  });
export type PromotionTerms = z.infer<typeof PromotionTerms>;

export const Promotion = z
  .object({ ...promotionFields, promotionId: PromotionId, active: z.boolean(), timesUsed: Count, createdAt: Timestamp })
  .meta({ id: 'Promotion' });
export type Promotion = z.infer<typeof Promotion>;

/** A cart at authoritative prices, as an order takes it over. */
export const Quote = z
  .object({
    cartId: CartId,
    cartVersion: PositiveCount,
    lines: z.array(
      z.object({
        productId: ProductId,
        merchantId: UserId,
        name: z.string(),
        imageUrl: z.string().nullable(),
        quantity: z.int().positive(),
        unitPrice: Money,
        totalPrice: Money,
        discount: Money,
      }),
    ),
    codes: z.array(z.string()),
    totals: Totals,
  })
  .meta({ id: 'Quote' });
export type Quote = z.infer<typeof Quote>;
