import {
  OrderCancelled,
  OrderConfirmed,
  productsApi,
  type EventDefinition,
  type EndpointInput,
  type Identity,
  type Product,
  type OrderId,
  type ProductId,
  type Role,
  type UserId,
} from '@arcade/contracts';
import { derivedId, newId } from '@arcade/service-defaults';
import { connectMongo } from '@arcade/service-defaults/mongo';
import { call, eventOf, eventually, openService, tell, testMongo, type OpenServiceOptions } from '@arcade/testing';
import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { createProducts } from './app.ts';
import { Config } from './config.ts';

export type Person = Pick<Identity, 'userId' | 'roles'>;
type NewProduct = NonNullable<EndpointInput<typeof productsApi.createProduct>['body']>;

export const person = (...roles: Role[]): Person => ({ userId: newId<UserId>(), roles: ['customer', ...roles] });
export const admin = person('admin');

export const mug: NewProduct = {
  name: 'Harbour mug',
  description: 'Blue',
  price: { amount: 2200, currencyCode: 'USD' },
  categories: ['tableware'],
  attributes: { material: 'Stoneware' },
  dimensions: { width: 0.12, height: 0.09, depth: 0.085 },
};

/** A photo that no other test has. */
export const photo = (width = 60, height = 40) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();

/** The whole service on a database of its own; what it publishes goes to a list. */
export async function openProducts({ settings = {} }: Pick<OpenServiceOptions, 'settings'> = {}) {
  const service = await openService(
    'products',
    { Config, create: createProducts },
    { store: await testMongo('products'), settings: { PHOTOS_PER_PRODUCT: '5', ...settings } },
  );
  const { origin, dapr } = service;
  const connection = await connectMongo(service.url);
  const on = (productId: ProductId) => ({ params: { productId } });

  async function create(merchant: Person, change: Partial<NewProduct> = {}): Promise<Product> {
    const { body } = await call(origin, productsApi.createProduct, { identity: merchant, body: { ...mug, ...change } });
    return body;
  }
  async function approve(productId: ProductId): Promise<Product> {
    return (await call(origin, productsApi.approveProduct, { ...on(productId), identity: admin })).body;
  }
  /** An event of another service, as its sidecar hands it over. */
  async function receive(definition: EventDefinition, aggregateId: string, aggregateVersion: number, payload: object) {
    const published = eventOf(definition, { id: aggregateId, version: aggregateVersion }, payload);
    await tell(origin, published);
    return published;
  }
  /** One order for each customer and product. */
  function receiveOrder(definition: EventDefinition, productId: ProductId, { userId }: Person, version: number) {
    const orderId = derivedId<OrderId>('order', productId, userId);
    const unitPrice = { amount: 2200, currencyCode: 'USD' };
    return receive(definition, orderId, version, {
      orderId,
      number: 'A-1',
      userId,
      cartId: newId(),
      cartVersion: 1,
      status: 'CONFIRMED',
      total: unitPrice,
      lines: [{ productId, merchantId: newId(), name: 'Mug', quantity: 1, unitPrice }],
      paymentId: null,
      reason: 'changed my mind',
    });
  }
  const buy = (productId: ProductId, customer: Person, version = 3) =>
    eventually(() => receiveOrder(OrderConfirmed, productId, customer, version).catch(() => undefined));
  const write = (productId: ProductId, identity: Person, rating: number, comments = '') =>
    call(origin, productsApi.reviewProduct, { ...on(productId), identity, body: { rating, comments } });
  return {
    origin,
    dapr,
    connection,
    create,
    approve,
    /** Somebody whose changes shoppers see at once. */
    trust: async (merchant: Person): Promise<Person> => {
      const params = { merchantId: merchant.userId };
      await call(origin, productsApi.setMerchantTrust, { params, identity: admin, body: { trusted: true } });
      return merchant;
    },
    offer: async (merchant: Person, change: Partial<NewProduct> = {}) =>
      await approve((await create(merchant, change)).productId),
    get: (productId: ProductId, identity?: Person, headers: Record<string, string> = {}) =>
      call(origin, productsApi.getProduct, {
        ...on(productId),
        headers,
        ...(identity === undefined ? {} : { identity }),
      }),
    upload: async (productId: ProductId, identity: Person, rawBody: Uint8Array, label?: string, type = 'image/jpeg') =>
      await call(origin, productsApi.addImage, {
        ...on(productId),
        identity,
        rawBody,
        query: label === undefined ? {} : { label },
        headers: { 'content-type': type },
      }),
    receive,
    buy,
    cancel: (productId: ProductId, customer: Person, version = 5) =>
      receiveOrder(OrderCancelled, productId, customer, version),
    write,
    /** By somebody who has bought it. */
    review: async (productId: ProductId, identity: Person, rating: number, comments = '') => {
      await buy(productId, identity);
      return await write(productId, identity, rating, comments);
    },
    /** What was published of a product, when there is as much as expected: topics and versions. */
    published: (productId: ProductId, count: number) =>
      eventually(() => {
        const events = dapr.published
          .map(({ topic, event }) => ({ topic, data: event.data as Record<string, unknown> }))
          .filter(({ data }) => data['aggregateId'] === productId);
        return events.length >= count ? events : undefined;
      }),
    async close() {
      await connection.close();
      await service.close();
    },
  };
}
export type ProductsUnderTest = Awaited<ReturnType<typeof openProducts>>;
