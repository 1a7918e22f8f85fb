import { createClient, type Client } from '@arcade/client';
import {
  cartsApi,
  inventoryApi,
  ordersApi,
  paymentsApi,
  productsApi,
  usersApi,
  type Cart,
  type Order,
  type Payment,
  type Product,
  type ProductId,
  type User,
} from '@arcade/contracts';
import { eventually } from '@arcade/testing';
import type { Answer } from '../invariants/facts.ts';

/** Somebody with a session. */
export interface Person {
  readonly client: Client;
  readonly user: User;
  readonly email: string;
  /** Of the session. */
  readonly token: string;
}

export const address = {
  recipient: 'Ada Lovelace',
  line1: '1 Loopback Lane',
  city: 'Localhost',
  postalCode: '12700',
  countryCode: 'DE',
};
export const password = 'correct horse battery';

/** A lost event comes with the next catch-up. */
export const byEvent = { timeoutMs: 40_000, intervalMs: 100 };

export const newKey = () => crypto.randomUUID();

/** What people have been told in this test file. */
export const told: Answer[] = [];

export interface Offer {
  readonly stock: number;
  readonly price?: number;
  readonly currencyCode?: string;
}

const newClient = (baseUrl: string, token?: string): Client => createClient({ baseUrl, token: () => token });

/** The shop as people use it: through the gateway. Each call makes its own data. */
export function createShop(url: string, admin: { email: string; password: string }, clientOf = newClient) {
  const anonymous = clientOf(url);

  const signIn = async (email: string, secret: string): Promise<Person> => {
    const body = { email, password: secret, delivery: 'token' } as const;
    const session = (await anonymous.call(usersApi.login, { body })).body;
    const { token, user } = session;
    if (token === undefined) throw new Error('No token came with the session');
    return { client: clientOf(url, token), user, email, token };
  };
  const register = async (userType: 'customer' | 'merchant' = 'customer'): Promise<Person> => {
    const email = `${userType}-${newKey()}@example.com`;
    await anonymous.call(usersApi.registerUser, {
      body: { email, password, firstName: 'Ada', lastName: 'Test', userType },
    });
    return await signIn(email, password);
  };
  let merchant: Promise<Person> | undefined;
  let administrator: Promise<Person> | undefined;
  const asMerchant = () => (merchant ??= register('merchant'));
  const asAdmin = () => (administrator ??= signIn(admin.email, admin.password));
  /** Merchant and administrator go on when their sessions are over. */
  const signInAnew = async (): Promise<void> => {
    merchant = signIn((await asMerchant()).email, password);
    administrator = undefined;
  };

  /** An approved product of which there is nothing yet. `price` in hundredths of its currency. */
  const list = async ({ price = 1999, currencyCode = 'USD' }: Omit<Offer, 'stock'> = {}): Promise<ProductId> => {
    const owner = await asMerchant();
    const created = await owner.client.call(productsApi.createProduct, {
      body: {
        name: `Test chair ${newKey().slice(0, 8)}`,
        description: 'A chair that exists for a test',
        categories: ['chairs'],
        attributes: { material: 'oak' },
        dimensions: { width: 0.5, height: 0.9, depth: 0.5 },
        price: { amount: price, currencyCode },
      },
    });
    const { productId } = created.body;
    await (await asAdmin()).client.call(productsApi.approveProduct, { params: { productId } });
    return productId;
  };

  /** The same with stock, known to carts and inventory. */
  const offer = async ({ stock, ...priced }: Offer): Promise<Product> => {
    const params = { productId: await list(priced) };
    const owner = await asMerchant();
    const row = await eventually(() => owner.client.call(inventoryApi.getInventory, { params }), byEvent);
    await owner.client.call(
      inventoryApi.updateInventory,
      { params, body: { quantityAvailable: stock } },
      { ifMatch: row.etag ?? '' },
    );
    // The catalogue learns of the stock by an event.
    return await eventually(async () => {
      const { body } = await anonymous.call(productsApi.getProduct, { params });
      return body.availability.available === stock && body;
    }, byEvent);
  };

  return { url, anonymous, signIn, signInAnew, register, asMerchant, asAdmin, list, offer };
}
export type Shop = ReturnType<typeof createShop>;

export const addToCart = async ({ client }: Person, productId: string, quantity = 1): Promise<Cart> =>
  (await client.call(cartsApi.addCartItem, { body: { productId, quantity } })).body;

export const readCart = async ({ client }: Person): Promise<Cart> => (await client.call(cartsApi.getCart)).body;

export const placeOrder = async ({ client, user }: Person, cart: Cart, idempotencyKey = newKey()): Promise<Order> => {
  const body = {
    cartId: cart.cartId,
    cartVersion: cart.version,
    expectedTotal: cart.totals.total,
    shippingAddress: address,
  };
  const order = (await client.call(ordersApi.placeOrder, { body }, { idempotencyKey })).body;
  told.push({ kind: 'order', id: order.orderId, userId: user.userId, amount: order.totalAmount.amount });
  return order;
};

export const pay = async (
  { client }: Person,
  orderId: string,
  token = 'tok_visa',
  idempotencyKey = newKey(),
): Promise<Payment> => {
  const body = { orderId, paymentMethod: { type: 'card', token } } as const;
  const payment = (await client.call(paymentsApi.initiatePayment, { body }, { idempotencyKey })).body;
  told.push({ kind: 'payment', id: payment.paymentId, orderId, amount: payment.amount.amount });
  return payment;
};

/** As its buyer. */
export async function readOrder({ client }: Person, orderId: string): Promise<Order> {
  const { body } = await client.call(ordersApi.getOrder, { params: { orderId } });
  if (body.view !== 'whole') throw new Error(`${orderId} is somebody else's order`);
  return body;
}

/** Waits until an order is in one of these states. */
export const orderIn = (person: Person, orderId: string, statuses: readonly Order['status'][], timeoutMs = 60_000) =>
  eventually(
    async () => {
      const order = await readOrder(person, orderId);
      if (!statuses.includes(order.status)) throw new Error(`The order is ${order.status}, ${order.paymentStatus}`);
      return order;
    },
    { timeoutMs, intervalMs: 200 },
  );

/** Adds, orders and pays in one go. */
export async function buy(person: Person, productId: string, quantity = 1, token = 'tok_visa'): Promise<Order> {
  const cart = await addToCart(person, productId, quantity);
  const order = await placeOrder(person, cart);
  await pay(person, order.orderId, token);
  return order;
}
