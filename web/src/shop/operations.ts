// Made by `npm run generate` from packages/contracts.
import type * as contracts from '@arcade/contracts';
import { operation } from './operation.ts';

export const usersApi = {
  registerUser: operation<typeof contracts.usersApi.registerUser>('POST', '/users/register', 'json'),
  verifyEmail: operation<typeof contracts.usersApi.verifyEmail>('POST', '/users/verify-email', 'json'),
  resendVerification: operation<typeof contracts.usersApi.resendVerification>('POST', '/users/verify-email/resend'),
  login: operation<typeof contracts.usersApi.login>('POST', '/users/login', 'json'),
  logout: operation<typeof contracts.usersApi.logout>('POST', '/users/logout'),
  logoutEverywhere: operation<typeof contracts.usersApi.logoutEverywhere>('POST', '/users/logout-everywhere'),
  getProfile: operation<typeof contracts.usersApi.getProfile>('GET', '/users/profile'),
  changeProfile: operation<typeof contracts.usersApi.changeProfile>('PATCH', '/users/profile', 'json'),
  changePassword: operation<typeof contracts.usersApi.changePassword>('POST', '/users/password', 'json'),
  forgotPassword: operation<typeof contracts.usersApi.forgotPassword>('POST', '/users/password/forgot', 'json'),
  resetPassword: operation<typeof contracts.usersApi.resetPassword>('POST', '/users/password/reset', 'json'),
  changeEmail: operation<typeof contracts.usersApi.changeEmail>('POST', '/users/email', 'json'),
  confirmEmail: operation<typeof contracts.usersApi.confirmEmail>('POST', '/users/email/confirm', 'json'),
  listAddresses: operation<typeof contracts.usersApi.listAddresses>('GET', '/users/addresses'),
  addAddress: operation<typeof contracts.usersApi.addAddress>('POST', '/users/addresses', 'json'),
  getAddress: operation<typeof contracts.usersApi.getAddress>('GET', '/users/addresses/{addressId}'),
  changeAddress: operation<typeof contracts.usersApi.changeAddress>('PUT', '/users/addresses/{addressId}', 'json'),
  setDefaultAddress: operation<typeof contracts.usersApi.setDefaultAddress>(
    'PUT',
    '/users/addresses/{addressId}/default',
    'json',
  ),
  removeAddress: operation<typeof contracts.usersApi.removeAddress>('DELETE', '/users/addresses/{addressId}'),
  getPreferences: operation<typeof contracts.usersApi.getPreferences>('GET', '/users/preferences'),
  putPreferences: operation<typeof contracts.usersApi.putPreferences>('PUT', '/users/preferences', 'json'),
  getSettings: operation<typeof contracts.usersApi.getSettings>('GET', '/users/settings'),
  putSettings: operation<typeof contracts.usersApi.putSettings>('PUT', '/users/settings', 'json'),
} as const;

export const productsApi = {
  listProducts: operation<typeof contracts.productsApi.listProducts>('GET', '/products'),
  listCategories: operation<typeof contracts.productsApi.listCategories>('GET', '/products/categories'),
  getProduct: operation<typeof contracts.productsApi.getProduct>('GET', '/products/{productId}'),
  listReviews: operation<typeof contracts.productsApi.listReviews>('GET', '/products/{productId}/reviews'),
  reviewProduct: operation<typeof contracts.productsApi.reviewProduct>('POST', '/products/{productId}/reviews', 'json'),
  getMyReview: operation<typeof contracts.productsApi.getMyReview>('GET', '/products/{productId}/reviews/mine'),
  deleteReview: operation<typeof contracts.productsApi.deleteReview>(
    'DELETE',
    '/products/{productId}/reviews/{reviewId}',
  ),
  reportReview: operation<typeof contracts.productsApi.reportReview>(
    'POST',
    '/products/{productId}/reviews/{reviewId}/reports',
    'json',
  ),
} as const;

export const cartsApi = {
  getCart: operation<typeof contracts.cartsApi.getCart>('GET', '/cart'),
  addCartItem: operation<typeof contracts.cartsApi.addCartItem>('POST', '/cart/items', 'json'),
  updateCart: operation<typeof contracts.cartsApi.updateCart>('POST', '/cart/update', 'json'),
  removeCartItem: operation<typeof contracts.cartsApi.removeCartItem>('DELETE', '/cart/items/{productId}'),
  extendHolds: operation<typeof contracts.cartsApi.extendHolds>('POST', '/cart/extend'),
  acknowledgeCart: operation<typeof contracts.cartsApi.acknowledgeCart>('POST', '/cart/acknowledge'),
  applyCode: operation<typeof contracts.cartsApi.applyCode>('POST', '/cart/codes', 'json'),
  removeCode: operation<typeof contracts.cartsApi.removeCode>('DELETE', '/cart/codes/{code}'),
  mergeCart: operation<typeof contracts.cartsApi.mergeCart>('POST', '/cart/merge'),
} as const;

export const inventoryApi = {
  getInventory: operation<typeof contracts.inventoryApi.getInventory>('GET', '/inventory/{productId}'),
} as const;

export const ordersApi = {
  placeOrder: operation<typeof contracts.ordersApi.placeOrder>('POST', '/orders', 'json'),
  listOrders: operation<typeof contracts.ordersApi.listOrders>('GET', '/orders'),
  getOrder: operation<typeof contracts.ordersApi.getOrder>('GET', '/orders/{orderId}'),
  cancelOrder: operation<typeof contracts.ordersApi.cancelOrder>('POST', '/orders/{orderId}/cancel', 'json'),
  previewCancel: operation<typeof contracts.ordersApi.previewCancel>(
    'POST',
    '/orders/{orderId}/cancel/preview',
    'json',
  ),
} as const;

export const paymentsApi = {
  initiatePayment: operation<typeof contracts.paymentsApi.initiatePayment>('POST', '/payments/initiate', 'json'),
  getPaymentStatus: operation<typeof contracts.paymentsApi.getPaymentStatus>('GET', '/payments/status'),
  listPayments: operation<typeof contracts.paymentsApi.listPayments>('GET', '/payments'),
  getRefund: operation<typeof contracts.paymentsApi.getRefund>('GET', '/payments/refunds/{refundId}'),
} as const;
