import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { guestOf, openShop, settles, someUser, type Shop, type Shopper } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

/** Somebody without a cart, as the gateway tells of them. */
const at = (address: string): Shopper => ({ headers: { 'arcade-client-ip': address } });
const networkOf = async (cartId: string) =>
  (
    await shop.db
      .selectFrom('carts')
      .select('network')
      .where('cart_id', '=', cartId as never)
      .executeTakeFirst()
  )?.network;

describe('a guest who wants everything', () => {
  it('holds a part, keeps the wish, and is told to sign in for more', async () => {
    const chair = await shop.offer({ stock: 49 });
    const { status, body } = await shop.add(at('192.0.2.1'), chair, 999);
    expect(status).toBe(201);
    expect(body.items).toMatchObject([
      {
        quantity: 999,
        held: 10,
        problems: [
          { code: 'insufficient-stock', requested: 999, available: 49 },
          { code: 'quota', requested: 999, allowed: 10, by: 'cart', signIn: true },
        ],
      },
    ]);
    const fitting = await shop.set(guestOf(body), chair, 20);
    expect(fitting.body.items).toMatchObject([
      { held: 10, problems: [{ code: 'quota', requested: 20, allowed: 10, by: 'cart', signIn: true }] },
    ]);
    expect(await shop.read(guestOf(body))).toMatchObject({ items: fitting.body.items });
    expect(await shop.stockOf(chair)).toMatchObject({ quantityReserved: 10 });
  });

  it('with many carts shares what is for the network, which is an IPv4 address or a /64', async () => {
    const chair = await shop.offer({ stock: 200 });
    const hold = async (address: string) => (await shop.add(at(address), chair, 9)).body.items[0]?.held;
    expect([await hold('2001:db8::1'), await hold('2001:db8::2'), await hold('2001:db8:0:0:f::3')]).toEqual([9, 9, 9]);
    expect(await hold('2001:db8::4')).toBe(3);
    const last = (await shop.add(at('2001:db8::5'), chair, 9)).body;
    expect(last.items).toMatchObject([{ held: 0, problems: [{ code: 'quota', allowed: 0, by: 'network' }] }]);
    expect(await hold('198.51.100.7')).toBe(9);
  });

  it('is stored without an address, and without a network once the cart is over or somebody’s', async () => {
    const chair = await shop.offer({ stock: 9 });
    const cart = (await shop.add(at('203.0.113.9'), chair)).body;
    const other = (await shop.add(at('203.0.113.9'), chair)).body;
    const network = await networkOf(cart.cartId);
    expect(network).toMatch(/^[\w-]{22}$/);
    expect(await networkOf(other.cartId)).toBe(network);
    await shop.merge(someUser(), guestOf(cart));
    expect(await networkOf(cart.cartId)).toBeNull();
  });

  it('may hold more after signing in, and more still after buying', async () => {
    const chair = await shop.offer({ stock: 500 });
    const guest = guestOf((await shop.add(at('192.0.2.77'), chair, 120)).body);
    const ada = someUser();
    expect((await shop.merge(ada, guest)).body.items).toMatchObject([
      { quantity: 120, held: 50, problems: [{ code: 'quota', allowed: 50, by: 'cart', signIn: false }] },
    ]);
    const cart = await shop.read(ada);
    const orderId = newId<OrderId>();
    const quote = (await shop.checkout(cart, orderId)).body;
    // What a cart may not hold can be ordered all the same.
    expect((await shop.holdFor(orderId, quote)).body.outcome).toBe('reserved');
    await shop.orderNews('confirmed', orderId, quote, ada.identity.userId);
    expect((await shop.add(ada, chair, 300)).body.items).toMatchObject([{ quantity: 300, held: 300, problems: [] }]);
  });
});

describe('a guest whose units somebody takes who has signed in', () => {
  it('is told, and shows what is left', async () => {
    const chair = await shop.offer({ stock: 4 });
    const cart = (await shop.add(at('192.0.2.30'), chair, 3)).body;
    const ada = someUser();
    expect((await shop.add(ada, chair, 3)).body.items).toMatchObject([{ quantity: 3, held: 3, problems: [] }]);
    await eventually(async () => {
      await shop.relayInventory();
      return shop.told('carts.cart-changed', cart.cartId, 'hold-expired');
    });
    await settles(async () => {
      expect((await shop.read(guestOf(cart))).items).toMatchObject([
        { quantity: 3, held: 1, problems: [{ code: 'insufficient-stock', available: 1 }] },
      ]);
    });
    expect(await shop.stockOf(chair)).toMatchObject({ quantityReserved: 4 });
  });
});
