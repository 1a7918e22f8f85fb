import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cart, OrderId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import type { TestProduct } from './peers.fixture.ts';
import { guestOf, openShop, someUser, type Shop, type Shopper } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

/** A cart whose order carts know as placed, and of which no further event arrives. */
async function placed() {
  const product = await shop.offer({ stock: 9 });
  const shopper = someUser();
  const cart = (await shop.add(shopper, product, 2)).body;
  const orderId = newId<OrderId>();
  shop.orders.statuses.set(orderId, 'PENDING_PAYMENT');
  const quote = (await shop.checkout(cart, orderId)).body;
  await shop.holdFor(orderId, quote);
  return { product, shopper, cart, orderId };
}

const statusOf = async ({ cartId }: Cart) =>
  (await shop.db.selectFrom('carts').select('status').where('cart_id', '=', cartId).executeTakeFirstOrThrow()).status;

describe('a lock whose order is over though its event has not come', () => {
  it.each(['CANCELLED', 'EXPIRED'] as const)('stands in nobody’s way once orders says %s', async (status) => {
    const change = [
      (shopper: Shopper, product: TestProduct) => shop.add(shopper, product),
      (shopper: Shopper, product: TestProduct) => shop.set(shopper, product, 1),
      (shopper: Shopper) => shop.extend(shopper),
      async (shopper: Shopper, product: TestProduct) => {
        const guest = guestOf((await shop.add({}, product)).body);
        return await shop.merge(shopper, guest);
      },
    ];
    for (const work of change) {
      const { cart, shopper, product, orderId } = await placed();
      shop.orders.statuses.set(orderId, 'PENDING_PAYMENT');
      expect((await work(shopper, product)).problem).toMatchObject({ code: 'cart-locked', orderId });
      shop.orders.statuses.set(orderId, status);
      expect((await work(shopper, product)).status).toBe(200);
      expect(await statusOf(cart)).toBe('open');
    }
  });

  it('opens when it is read, and lets another order have the cart', async () => {
    for (const next of ['read', 'order'] as const) {
      const { cart, shopper, orderId } = await placed();
      shop.orders.statuses.set(orderId, 'CANCELLED');
      if (next === 'read') expect(await shop.read(shopper)).toMatchObject({ status: 'open', orderId: null });
      // The version that had an order is spent, which the shopper is told as a change.
      else expect((await shop.checkout(cart, newId<OrderId>())).problem?.code).toBe('cart-changed');
      expect(await statusOf(cart)).toBe('open');
    }
  });

  it('closes when the order was confirmed, and the shopper has a new cart', async () => {
    const { cart, shopper, orderId, product } = await placed();
    shop.orders.statuses.set(orderId, 'CONFIRMED');
    expect((await shop.add(shopper, product)).body).toMatchObject({ status: 'open', items: [{ quantity: 1 }] });
    expect(await statusOf(cart)).toBe('closed');
  });

  it('is shown as it is while orders does not answer', async () => {
    const { shopper, product } = await placed();
    delete shop.origins.orders;
    expect(await shop.read(shopper)).toMatchObject({ status: 'checkout' });
    expect((await shop.add(shopper, product)).problem?.code).toBe('cart-locked');
    shop.origins.orders = shop.orders.origin;
  });
});
