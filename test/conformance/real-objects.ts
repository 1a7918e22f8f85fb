import { cartsApi, inventoryApi, ordersApi, paymentsApi, productsApi, usersApi, type Product } from '@arcade/contracts';
import { createClient } from '@arcade/client';
import { eventually } from '@arcade/testing';
import { promotionTerms } from '@arcade/testing/promotion-terms';
import sharp from 'sharp';
import { address, addToCart, buy, byEvent, newKey, orderIn, password, placeOrder, readCart } from '../e2e/shop.ts';
import type { Person, Shop } from '../e2e/shop.ts';

/** What there is for requests to name, so that they meet more than 404. */
export interface RealObjects {
  /** By the name that parameters and fields of bodies have. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Whole bodies that are accepted, by operation. */
  readonly bodies: Readonly<Record<string, unknown>>;
}

/** Who calls: a customer has bought, a merchant has sold; an administrator oversees both. */
export interface Actors {
  /** Signed in during the run; nobody else's session ends with theirs. */
  readonly caller: Person;
  readonly buyer: Person;
}

type ProductId = Product['productId'];

/** Products, an order at each stage, a payment, a refund, a review and so on, all of them new. */
export async function createRealObjects(shop: Shop, { caller, buyer }: Actors): Promise<RealObjects> {
  const [merchant, admin] = await Promise.all([shop.asMerchant(), shop.asAdmin()]);
  const products = await Promise.all([1, 2, 3, 4].map(() => shop.offer({ stock: 500 })));
  const [first, second, third] = products.map(({ productId }) => productId) as [ProductId, ProductId, ProductId];
  const imageId = await publishPhoto(merchant, admin, first);
  const sent = await sell(buyer, merchant, first);
  const paid = await orderIn(buyer, (await buy(buyer, second, 2)).orderId, ['CONFIRMED']);
  const money = await refundAPart(buyer, admin, sent.orderId);
  const bystander = await shop.register();
  const [reviewed, promotion, reserved, kept] = await Promise.all([
    review(buyer, first),
    admin.client.call(cartsApi.createPromotion, { body: promotionTerms({ code: `REAL-${newKey().slice(0, 8)}` }) }),
    merchant.client.call(
      inventoryApi.reserveInventory,
      { params: { productId: third }, body: { quantity: 1 } },
      { idempotencyKey: newKey() },
    ),
    Promise.all([1, 2, 3].map(() => caller.client.call(usersApi.addAddress, { body: { address } }))),
  ]);
  await eventually(async () => (await readCart(caller)).items.length === 0, byEvent);
  const cart = await addToCart(caller, third);
  // Whoever has an open order has no cart to place another from, so a customer places one and others pay one.
  const open = caller === buyer ? undefined : await placeOrder(caller, cart);
  return {
    values: {
      productId: products.map(({ productId }) => productId),
      merchantId: [merchant.user.userId],
      // Nobody of this run, or an administrator would take rights and accounts away from those who take part in it.
      userId: [bystander.user.userId],
      imageId: [imageId],
      orderId: [sent, paid, ...(open === undefined ? [] : [open])].map(({ orderId }) => orderId),
      orderItemId: [...sent.items, ...paid.items].map(({ orderItemId }) => orderItemId),
      shipmentId: sent.shipments.map(({ shipmentId }) => shipmentId),
      ...money,
      reviewId: [reviewed.reviewId],
      addressId: kept.map(({ body }) => body.addressId),
      promotionId: [promotion.body.promotionId],
      code: [promotion.body.code],
      reservationId: [reserved.body.reservationId],
      cartId: [cart.cartId],
      'cart-token': [await guestCart(shop.url, third)],
      provider: ['sandbox'],
      'If-Match': ['*', '"1"'],
    },
    bodies: {
      placeOrder: {
        cartId: cart.cartId,
        cartVersion: cart.version,
        expectedTotal: cart.totals.total,
        shippingAddress: address,
      },
      initiatePayment: {
        orderId: (open ?? paid).orderId,
        paymentMethod: { type: 'card', token: 'tok_visa' },
      },
      login: { email: buyer.email, password, delivery: 'token' },
      registerUser: { ...newcomer(), password },
      addCartItem: { productId: first, quantity: 1 },
      reviewProduct: reviewBody,
      shipOrder: { carrier: 'Post', trackingNumber: 'TRACK-2' },
    },
  };
}

const newcomer = () => ({
  email: `newcomer-${newKey()}@example.com`,
  firstName: 'Ada',
  lastName: 'New',
  userType: 'customer',
});

const reviewBody = { rating: 4, comments: 'Stands as a chair should' } as const;

/** An order's end is known to the catalogue a little later. */
const review = (buyer: Person, productId: ProductId) =>
  eventually(
    async () => (await buyer.client.call(productsApi.reviewProduct, { params: { productId }, body: reviewBody })).body,
    byEvent,
  );

/** A photo that everybody sees. */
async function publishPhoto(merchant: Person, admin: Person, productId: ProductId): Promise<string> {
  const params = { productId };
  const photo = sharp({ create: { width: 64, height: 48, channels: 3, background: '#a63' } });
  const stream = { body: new Uint8Array(await photo.png().toBuffer()), contentType: 'image/png' };
  const { imageId } = (await merchant.client.call(productsApi.addImage, { params }, { stream })).body;
  const { etag = '' } = await admin.client.call(productsApi.getRevision, { params });
  await admin.client.call(productsApi.approveRevision, { params }, { ifMatch: etag });
  return imageId;
}

/** Sold, paid and sent; the buyer's cart is free again. */
async function sell(buyer: Person, merchant: Person, productId: ProductId) {
  const { orderId } = await buy(buyer, productId, 2);
  await orderIn(buyer, orderId, ['CONFIRMED']);
  const params = { orderId };
  await merchant.client.call(ordersApi.startProcessing, { params });
  await merchant.client.call(ordersApi.shipOrder, { params, body: { carrier: 'Post', trackingNumber: 'TRACK-1' } });
  await eventually(async () => (await readCart(buyer)).items.length === 0, byEvent);
  return await orderIn(buyer, orderId, ['SHIPPED']);
}

async function refundAPart(buyer: Person, admin: Person, orderId: string) {
  const { paymentId } = (await buyer.client.call(paymentsApi.getPaymentStatus, { query: { orderId } })).body;
  const body = { amount: { amount: 100, currencyCode: 'USD' }, reason: 'damaged' } as const;
  const { refundId } = (
    await admin.client.call(paymentsApi.requestRefund, { params: { paymentId }, body }, { idempotencyKey: newKey() })
  ).body;
  return { paymentId: [paymentId], refundId: [refundId] };
}

/** The token of a cart that nobody has signed in for. */
async function guestCart(url: string, productId: ProductId): Promise<string> {
  const body = { productId, quantity: 1 };
  const { cartId, guestToken = '' } = (await createClient({ baseUrl: url }).call(cartsApi.addCartItem, { body })).body;
  return `${cartId}.${guestToken}`;
}
