import * as z from 'zod';
import { endpoint } from '../endpoint.ts';
import { CartId, OrderId, ProductId, PromotionId, UserId } from '../ids.ts';
import { PositiveCount } from '../numbers.ts';
import { pageOf, PageQuery } from '../paging.ts';
import { code } from '../text.ts';
import { api } from './api.ts';
import { Cart, PromotionTerms, Promotion, Quote } from './cart-views.ts';

const Quantity = z.int().min(1).max(999);
const byCart = z.strictObject({ cartId: CartId });

export const cartsApi = api('carts', {
  getCart: endpoint({
    method: 'GET',
    path: '/cart',
    summary: 'My cart at today’s prices; an empty one when there is none',
    access: 'public',
    responses: { 200: Cart },
    problems: ['not-found'],
  }),
  addCartItem: endpoint({
    method: 'POST',
    path: '/cart/items',
    summary: 'Add units of a product and hold them; a guest without a cart gets one with its token',
    access: 'public',
    idempotencyKey: 'optional',
    body: z.strictObject({ productId: ProductId, quantity: Quantity.default(1) }),
    responses: { 200: Cart, 201: Cart },
    problems: [
      'not-found',
      'product-not-available',
      'insufficient-stock',
      'currency-mismatch',
      'cart-full',
      'cart-locked',
    ],
  }),
  updateCart: endpoint({
    method: 'POST',
    path: '/cart/update',
    summary: 'Set quantities; zero removes a line',
    access: 'public',
    body: z.strictObject({
      items: z
        .array(z.strictObject({ productId: ProductId, quantity: z.int().min(0).max(999) }))
        .min(1)
        .max(100),
    }),
    responses: { 200: Cart },
    problems: ['not-found', 'cart-full', 'cart-locked', 'insufficient-stock'],
  }),
  removeCartItem: endpoint({
    method: 'DELETE',
    path: '/cart/items/{productId}',
    summary: 'Remove a product',
    access: 'public',
    params: z.strictObject({ productId: ProductId }),
    responses: { 200: Cart },
    problems: ['cart-locked'],
  }),
  extendHolds: endpoint({
    method: 'POST',
    path: '/cart/extend',
    summary: 'Hold the stock a little longer, or again when the hold has ended',
    access: 'public',
    responses: { 200: Cart },
    problems: ['not-found', 'cart-locked'],
  }),
  acknowledgeCart: endpoint({
    method: 'POST',
    path: '/cart/acknowledge',
    summary: 'Accept changed prices and clear notices',
    access: 'public',
    responses: { 200: Cart },
    problems: ['not-found', 'cart-locked'],
  }),
  applyCode: endpoint({
    method: 'POST',
    path: '/cart/codes',
    summary: 'Apply a promotion code',
    access: 'public',
    rateClass: 'code',
    body: z.strictObject({ code: code(1, 40) }),
    responses: { 200: Cart },
    problems: ['not-found', 'cart-locked', 'code-not-applicable'],
  }),
  removeCode: endpoint({
    method: 'DELETE',
    path: '/cart/codes/{code}',
    summary: 'Take a promotion code away',
    access: 'public',
    params: z.strictObject({ code: code(1, 40) }),
    responses: { 200: Cart },
    problems: ['cart-locked'],
  }),
  mergeCart: endpoint({
    method: 'POST',
    path: '/cart/merge',
    summary: 'After sign-in: move the guest’s cart (named by the cart-token header) into mine; a replay is a no-op',
    access: 'customer',
    responses: { 200: Cart },
    problems: ['not-found', 'cart-locked'],
  }),
  listPromotions: endpoint({
    method: 'GET',
    path: '/cart/promotions',
    summary: 'Promotions, newest first',
    access: 'admin',
    query: PageQuery,
    responses: { 200: pageOf(Promotion) },
  }),
  createPromotion: endpoint({
    method: 'POST',
    path: '/cart/promotions',
    summary: 'Create a promotion code',
    access: 'admin',
    audit: { action: 'promotion.created', subject: 'promotionId' },
    body: PromotionTerms,
    responses: { 201: Promotion },
    problems: ['already-exists'],
  }),
  setPromotionActive: endpoint({
    method: 'PUT',
    path: '/cart/promotions/{promotionId}/active',
    summary: 'Switch a promotion on or off',
    access: 'admin',
    audit: { action: 'promotion.switched', subject: 'promotionId', details: ['active'] },
    params: z.strictObject({ promotionId: PromotionId }),
    body: z.strictObject({ active: z.boolean() }),
    responses: { 200: Promotion },
  }),
  checkoutCart: endpoint({
    method: 'POST',
    path: '/internal/carts/{cartId}/checkout',
    summary:
      'Price the cart with authoritative prices and lock it for an order; the lock is a lease of 60 s, which orders is asked about when it is over; a replay for the same order gives the same quote',
    access: 'service',
    callers: ['orders'],
    params: byCart,
    body: z.strictObject({ orderId: OrderId, userId: UserId, cartVersion: PositiveCount }),
    responses: { 200: Quote },
    problems: ['cart-locked', 'cart-changed', 'cart-empty', 'cart-full', 'product-not-available', 'currency-mismatch'],
  }),
  releaseCheckout: endpoint({
    method: 'POST',
    path: '/internal/carts/{cartId}/checkout/release',
    summary: 'Unlock a cart whose order was not placed; a no-op for any other order',
    access: 'service',
    callers: ['orders'],
    params: byCart,
    body: z.strictObject({ orderId: OrderId }),
    responses: { 204: null },
  }),
});
