import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryApi, type Cart, type OrderId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { guestOf, openShop, settles, someUser, type Shop } from './shop.fixture.ts';
import type { TestProduct } from './peers.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  // The background does not settle anything while a test lasts, except what is due at once.
  shop = await openShop({ CART_HOLD_RETRY_SECONDS: '300' });
});
afterAll(() => shop.close());

async function bought(chair: TestProduct, quantity = 2) {
  const ada = someUser();
  return await order((await shop.add(ada, chair, quantity)).body, ada);
}

/** Checked out, reserved and placed. */
async function order(cart: Cart, { identity: { userId } }: ReturnType<typeof someUser>) {
  const orderId = newId<OrderId>();
  const { body: quote } = await shop.checkout(cart, orderId);
  const { body: reservation } = await shop.holdFor(orderId, quote);
  const tell = (kind: 'confirmed' | 'expired', version: number) =>
    shop.orderNews(kind, orderId, quote, userId, version);
  return { cart, quote, orderId, reservation, tell };
}

/** A write of carts that inventory gets only now. */
const putLate = (cart: Cart, cartVersion: number) =>
  call(shop.inventory.origin, inventoryApi.putCartHold, {
    caller: 'carts',
    params: { cartId: cart.cartId },
    body: {
      lines: cart.items.map(({ productId, quantity }) => ({ productId, quantity })),
      ttlSeconds: 900,
      cartVersion,
    },
  });

const rowOf = ({ cartId }: Cart) =>
  shop.db
    .selectFrom('carts')
    .select(['status', 'hold_due_at', 'moves_from', 'held_until'])
    .where('cart_id', '=', cartId)
    .executeTakeFirstOrThrow();

const reservedOf = async (chair: TestProduct) => (await shop.stockOf(chair)).quantityReserved;
const isOver = { status: 'closed', hold_due_at: null, moves_from: null, held_until: null };

describe('the holds of a cart that was bought', () => {
  it('are the order’s: the cart closes without asking inventory, and late writes of it hold nothing', async () => {
    const chair = await shop.offer({ stock: 9 });
    const { cart, tell } = await bought(chair);
    await shop.withoutInventory(() => tell('confirmed', 2));
    expect(await rowOf(cart)).toEqual(isOver);
    for (const version of [cart.version - 1, cart.version]) await putLate(cart, version);
    expect(await reservedOf(chair)).toBe(2);
  });

  it('go back when the cart had been given back and held again', async () => {
    const chair = await shop.offer({ stock: 9 });
    const { cart, tell } = await bought(chair);
    await tell('expired', 2);
    await putLate(cart, cart.version + 1);
    expect(await reservedOf(chair)).toBe(4);
    await tell('confirmed', 3);
    await settles(async () => expect(await rowOf(cart)).toEqual(isOver));
    expect(await reservedOf(chair)).toBe(2);
  });

  it('go back when the cart was open at the time', async () => {
    const chair = await shop.offer({ stock: 9 });
    const ada = someUser();
    const { body: cart } = await shop.add(ada, chair, 2);
    const orderId = newId<OrderId>();
    const { body: quote } = await shop.checkout(cart, orderId);
    await shop.release(cart.cartId, orderId);
    await shop.orderNews('confirmed', orderId, quote, ada.identity.userId, 2);
    await settles(async () => expect(await rowOf(cart)).toEqual(isOver));
    expect(await reservedOf(chair)).toBe(0);
  });
});

describe('an order of a cart that inventory has not followed yet', () => {
  it('gets the units of the guest’s cart that was merged a moment ago', async () => {
    const chair = await shop.offer({ stock: 3 });
    const guest = (await shop.add({}, chair, 3)).body;
    const ada = someUser();
    const merged = await shop.withoutInventory(() => shop.merge(ada, guestOf(guest)));
    const { cart, reservation, tell } = await order(merged.body, ada);
    expect(reservation).toMatchObject({ outcome: 'reserved' });
    await tell('confirmed', 2);
    expect(await rowOf(cart)).toEqual(isOver);
    expect(await reservedOf(chair)).toBe(3);
  });

  it('holds its units once, though the cart’s own write comes after it', async () => {
    const chair = await shop.offer({ stock: 9 });
    const ada = someUser();
    await shop.add(ada, chair);
    const { body } = await shop.withoutInventory(() => shop.add(ada, chair));
    const { cart, tell } = await order(body, ada);
    await putLate(cart, cart.version);
    expect(await reservedOf(chair)).toBe(2);
    await tell('confirmed', 2);
    expect(await rowOf(cart)).toEqual(isOver);
    expect(await reservedOf(chair)).toBe(2);
  });

  it('is answered 503, and nothing is locked, while inventory is away', async () => {
    const chair = await shop.offer({ stock: 9 });
    const ada = someUser();
    await shop.withoutInventory(async () => {
      const { body: cart } = await shop.add(ada, chair);
      const { status, problem } = await shop.checkout(cart);
      expect([status, problem?.code]).toEqual([503, 'dependency-unavailable']);
    });
    expect(await shop.read(ada)).toMatchObject({ status: 'open' });
  });
});
