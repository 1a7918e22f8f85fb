import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cartsApi, type Cart, type CartId, type OrderId, type Quote, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { openShop, settles, someUser, type Shop } from './shop.fixture.ts';
import type { TestProduct } from './peers.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });

async function filledCart(stock = 9, quantity = 2) {
  const product = await shop.offer({ stock });
  const shopper = someUser();
  const cart = (await shop.add(shopper, product, quantity)).body;
  return { product, shopper, cart, userId: shopper.identity.userId, orderId: newId<OrderId>() };
}

/** As orders does it: checked out, the stock held. */
async function placed(stock = 9) {
  const filled = await filledCart(stock);
  shop.orders.statuses.set(filled.orderId, 'PENDING_PAYMENT');
  const quote = (await shop.checkout(filled.cart, filled.orderId)).body;
  await shop.holdFor(filled.orderId, quote);
  return { ...filled, quote };
}

/** As if the lease's time had gone by; a firm lock has none. */
const endLease = ({ cartId }: Cart) =>
  shop.db
    .updateTable('carts')
    .set({ locked_until: new Date(0) })
    .where('cart_id', '=', cartId)
    .where('locked_until', 'is not', null)
    .execute();

const statusOf = async ({ cartId }: Cart) =>
  (await shop.db.selectFrom('carts').select('status').where('cart_id', '=', cartId).executeTakeFirstOrThrow()).status;

describe('checking out', () => {
  it('gives a quote that adds up and locks the cart', async () => {
    const { product, shopper, cart, orderId } = await filledCart();
    const quote = (await shop.checkout(cart, orderId)).body;
    expect(quote).toEqual({
      cartId: cart.cartId,
      cartVersion: cart.version,
      lines: [
        {
          productId: product.productId,
          merchantId: product.merchantId,
          name: 'Chair',
          imageUrl: null,
          quantity: 2,
          unitPrice: usd(1000),
          totalPrice: usd(2000),
          discount: usd(0),
        },
      ],
      codes: [],
      totals: cart.totals,
    });
    const change = await shop.add(shopper, product);
    expect(change.problem).toMatchObject({ status: 409, code: 'cart-locked', orderId });
    expect(await shop.read(shopper)).toMatchObject({ status: 'checkout', orderId, version: cart.version });
    await shop.release(cart.cartId, orderId);
  });

  it('gives the same quote to the same order, whatever prices do, and none to another', async () => {
    const { product, cart, orderId } = await filledCart();
    const quote = await shop.checkout(cart, orderId);
    await shop.tellCarts(shop.products.changePrice(product, 5));
    expect((await shop.checkout(cart, orderId)).text).toBe(quote.text);
    expect((await shop.checkout(cart)).problem?.code).toBe('cart-locked');
    await shop.release(cart.cartId, orderId);
  });

  it('lets one of many orders at once have the cart', async () => {
    const { cart } = await filledCart();
    const answers = await Promise.all(Array.from({ length: 6 }, () => shop.checkout(cart)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ problem }) => problem?.code === 'cart-locked')).toHaveLength(5);
  });

  it('takes prices from products at that moment, not from the replica', async () => {
    const { product, shopper, cart, orderId } = await filledCart();
    shop.products.changePrice(product, 1750);
    const quote = (await shop.checkout(cart, orderId)).body;
    expect(quote.lines).toMatchObject([{ unitPrice: usd(1750), totalPrice: usd(3500) }]);
    expect(quote.totals.total).not.toEqual(cart.totals.total);
    await shop.release(cart.cartId, orderId);
    expect(await shop.read(shopper)).toMatchObject({
      version: cart.version,
      totals: quote.totals,
      items: [{ problems: [{ code: 'price-changed', oldPrice: usd(1000), newPrice: usd(1750) }] }],
    });
  });

  it('refuses another version, another user, an unknown and an empty cart', async () => {
    const { product, shopper, cart } = await filledCart();
    const stale = await shop.checkout({ ...cart, version: cart.version + 1 });
    expect(stale.problem).toMatchObject({ code: 'cart-changed', cartVersion: cart.version });
    expect((await shop.checkout({ ...cart, userId: newId<UserId>() })).status).toBe(404);
    expect((await shop.checkout({ ...cart, cartId: newId<CartId>() })).status).toBe(404);
    const empty = (await shop.set(shopper, product, 0)).body;
    expect((await shop.checkout(empty)).problem?.code).toBe('cart-empty');
    const asShopper = await call(shop.carts.origin, cartsApi.checkoutCart, {
      ...shopper,
      params: { cartId: cart.cartId },
      body: { orderId: newId(), userId: shopper.identity.userId, cartVersion: cart.version },
    });
    expect(asShopper.status).toBe(403);
  });

  it('is not blocked for ever by a product that has ended or is gone', async () => {
    for (const lose of [
      (lamp: TestProduct) => void shop.products.changeStatus(lamp, 'ended'),
      (lamp: TestProduct) => shop.products.forget(lamp),
    ]) {
      const { shopper, orderId } = await filledCart();
      const lamp = await shop.offer({ stock: 5, name: 'Lamp' });
      const cart = (await shop.add(shopper, lamp)).body;
      lose(lamp);
      expect((await shop.checkout(cart, orderId)).problem?.code).toBe('cart-changed');
      const rest = await shop.read(shopper);
      expect(rest).toMatchObject({ items: [{ name: 'Chair' }], notices: [{ code: 'not-available' }] });
      expect((await shop.checkout(rest, orderId)).body.lines).toMatchObject([{ name: 'Chair' }]);
      await shop.release(rest.cartId, orderId);
    }
  });

  it('waits for the shopper to take out what is not for sale at the moment', async () => {
    const { product, shopper, cart } = await filledCart();
    shop.products.changeStatus(product, 'pending');
    const refused = await shop.checkout(cart);
    expect(refused.problem).toMatchObject({ code: 'product-not-available', productIds: [product.productId] });
    expect((await shop.set(shopper, product, 0)).status).toBe(200);
  });

  it('answers 503 and locks nothing while products is away', async () => {
    const { shopper, cart } = await filledCart();
    delete shop.origins.products;
    const answer = await shop.checkout(cart);
    shop.origins.products = shop.products.origin;
    expect(answer.problem?.code).toBe('dependency-unavailable');
    expect(await shop.read(shopper)).toMatchObject({ status: 'open' });
  });
});

describe('a checkout that is released', () => {
  it('opens the cart in the same version; other orders cannot release it', async () => {
    const { product, shopper, cart, orderId } = await filledCart();
    await shop.checkout(cart, orderId);
    expect((await shop.release(cart.cartId, newId<OrderId>())).status).toBe(204);
    expect(await statusOf(cart)).toBe('checkout');
    await shop.release(cart.cartId, orderId);
    expect(await shop.read(shopper)).toMatchObject({ status: 'open', version: cart.version, orderId: null });
    expect((await shop.checkout(cart, orderId)).status).toBe(200);
    await shop.release(cart.cartId, orderId);
    expect((await shop.add(shopper, product)).status).toBe(200);
  });

  it('is not released any more once the order is known to exist', async () => {
    const { cart, shopper, orderId } = await placed();
    await endLease(cart);
    expect(await shop.read(shopper)).toMatchObject({ status: 'checkout' });
    await shop.release(cart.cartId, orderId);
    expect(await statusOf(cart)).toBe('checkout');
  });
});

describe('a lease that runs out', () => {
  it('opens the cart again when there is no such order', async () => {
    const { cart, shopper, orderId } = await filledCart();
    await shop.checkout(cart, orderId);
    await endLease(cart);
    await settles(async () => expect(await statusOf(cart)).toBe('open'));
    expect(await shop.read(shopper)).toMatchObject({ items: [{ quantity: 2, held: 2 }], version: cart.version });
  });

  it('stands while orders cannot say whether there is one', async () => {
    const { cart, orderId } = await filledCart();
    await shop.checkout(cart, orderId);
    delete shop.origins.orders;
    await endLease(cart);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await statusOf(cart)).toBe('checkout');
    shop.origins.orders = shop.orders.origin;
    await settles(async () => expect(await statusOf(cart)).toBe('open'));
  });

  it('becomes firm when the order exists though its event is late', async () => {
    const { cart, orderId } = await filledCart();
    shop.orders.statuses.set(orderId, 'PENDING_PAYMENT');
    await shop.checkout(cart, orderId);
    await endLease(cart);
    const lease = () =>
      shop.db
        .selectFrom('carts')
        .select(['status', 'locked_until'])
        .where('cart_id', '=', cart.cartId)
        .executeTakeFirst();
    await settles(async () => expect(await lease()).toEqual({ status: 'checkout', locked_until: null }));
  });

  it('does not end a lock that the event has made firm', async () => {
    const { cart } = await placed();
    const { cart: other } = await filledCart();
    await shop.checkout(other);
    for (const locked of [cart, other]) await endLease(locked);
    await settles(async () => expect(await statusOf(other)).toBe('open'));
    expect(await statusOf(cart)).toBe('checkout');
  });
});

describe('an order', () => {
  it('that is confirmed closes the cart; the next read opens a new one', async () => {
    const { cart, shopper, orderId, quote, userId } = await placed();
    await shop.orderNews('confirmed', orderId, quote, userId, 2);
    expect(await statusOf(cart)).toBe('closed');
    const next = await shop.read(shopper);
    expect(next).toMatchObject({ status: 'open', items: [] });
    expect(next.cartId).not.toBe(cart.cartId);
    expect((await shop.checkout(cart, orderId)).body).toEqual(quote);
  });

  it.each(['cancelled', 'expired'] as const)('that is %s opens the cart in a new version', async (kind) => {
    const { cart, shopper, orderId, quote, userId, product } = await placed();
    await shop.orderNews(kind, orderId, quote, userId, 2);
    expect(await shop.read(shopper)).toMatchObject({
      status: 'open',
      version: cart.version + 1,
      orderId: null,
      heldUntil: null,
      items: [{ quantity: 2, held: 0, problems: [{ code: 'hold-expired' }] }],
    });
    // The order still holds its units here; what is left can be held at once.
    expect((await shop.extend(shopper)).body.items).toMatchObject([{ quantity: 2, held: 2, problems: [] }]);
    expect(await shop.stockOf(product)).toMatchObject({ quantityReserved: 4 });
  });

  it('is followed whatever comes late, twice or in another order', async () => {
    const { cart, orderId, quote, userId } = await placed();
    const tell = (kind: 'confirmed' | 'cancelled', version: number, of: Quote = quote) =>
      shop.orderNews(kind, orderId, of, userId, version);
    await tell('confirmed', 2);
    await tell('confirmed', 2);
    await tell('cancelled', 3);
    expect(await statusOf(cart)).toBe('closed');
  });

  it('tells open pages that the cart was closed', async () => {
    const { cart, orderId, quote, userId } = await placed();
    await shop.orderNews('confirmed', orderId, quote, userId, 2);
    await eventually(() =>
      shop.carts.dapr.published.some(({ event }) => {
        const data = event.data as { cartId: string; reason?: string };
        return data.cartId === cart.cartId && data.reason === 'closed';
      }),
    );
  });
});
