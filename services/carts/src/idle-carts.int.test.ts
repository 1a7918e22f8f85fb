import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CartId, OrderId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { sql } from 'kysely';
import { guestOf, openShop, settles, someUser, type Shop } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({
    CART_IDLE_SECONDS: '3600',
    CART_GUEST_IDLE_SECONDS: '3600',
    CART_WATCH_AFTER_SECONDS: '300',
  });
});
afterAll(() => shop.close());

/** As if the time had gone by. */
const set = (cartId: CartId, column: 'expires_at' | 'watch_due_at', inSeconds: number) =>
  sql`UPDATE carts SET ${sql.ref(column)} = NOW(3) + INTERVAL ${inSeconds} SECOND WHERE cart_id = ${cartId}`.execute(
    shop.db,
  );

const secondsToWatch = async (cartId: CartId): Promise<number | null> => {
  const { rows } = await sql<{ seconds: string | null }>`
    SELECT TIMESTAMPDIFF(SECOND, created_at, watch_due_at) AS seconds FROM carts WHERE cart_id = ${cartId}`.execute(
    shop.db,
  );
  const seconds = rows[0]?.seconds ?? null;
  return seconds === null ? null : Number(seconds);
};

const reminderOf = (cartId: CartId) => shop.carts.dapr.reminders().find(({ actorId }) => actorId === cartId);

describe('an idle cart', () => {
  it('expires, tells so, and gives its units back', async () => {
    const chair = await shop.offer({ stock: 5 });
    const guest = (await shop.add({}, chair, 2)).body;
    await set(guest.cartId, 'expires_at', -1);
    await eventually(() => shop.told('carts.cart-expired', guest.cartId));
    await settles(async () => expect((await shop.stockOf(chair)).quantityReserved).toBe(0));
    expect((await shop.read(guestOf(guest))).items).toEqual([]);
  });

  it('is ended by its reminder, which is armed anew when it fires early and goes when all is over', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const { cartId } = (await shop.add(ada, chair)).body;
    await set(cartId, 'watch_due_at', 0);
    const first = await eventually(() => reminderOf(cartId));
    expect(first).toMatchObject({ actorType: 'Cart', name: 'idle', dueTime: expect.stringMatching(/^3[56]\d\ds$/) });
    await settles(async () => expect(await secondsToWatch(cartId)).toBeNull());
    expect(await shop.carts.dapr.fire(first)).toBe(200);
    expect((await shop.read(ada)).cartId).toBe(cartId);
    await set(cartId, 'expires_at', -1);
    expect(await shop.carts.dapr.fire(await eventually(() => reminderOf(cartId)))).toBe(200);
    await eventually(() => shop.told('carts.cart-expired', cartId));
    await eventually(() => reminderOf(cartId) === undefined);
    expect((await shop.read(ada)).cartId).not.toBe(cartId);
  });

  it('does not expire while it is used', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const { cartId } = (await shop.add(ada, chair)).body;
    await set(cartId, 'expires_at', 600);
    await shop.read(ada);
    const { cartId: same, expiresAt } = await shop.read(ada);
    expect(same).toBe(cartId);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 3_000_000);
  });
});

describe('a cart’s reminder', () => {
  it('waits until the cart has been open for some minutes', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const guest = (await shop.add({}, chair)).body;
    const viewed = await shop.read(ada);
    for (const { cartId } of [guest, viewed]) {
      expect(await secondsToWatch(cartId)).toBe(300);
      expect(reminderOf(cartId)).toBeUndefined();
    }
  });

  it('is not registered at all for a cart that was bought or merged before', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const guest = (await shop.add({}, chair)).body;
    const cart = (await shop.merge(ada, guestOf(guest))).body;
    expect(await secondsToWatch(guest.cartId)).toBeNull();
    const orderId = newId<OrderId>();
    const { body: quote } = await shop.checkout(cart, orderId);
    await shop.holdFor(orderId, quote);
    await shop.orderNews('confirmed', orderId, quote, ada.identity.userId, 2);
    expect(await secondsToWatch(cart.cartId)).toBeNull();
  });

  it('is tried again later when it could not be registered', async () => {
    const chair = await shop.offer({ stock: 5 });
    const { cartId } = (await shop.add(someUser(), chair)).body;
    const dapr = shop.carts.dapr;
    const request = dapr.request.bind(dapr);
    const withoutScheduler: typeof request = async (method, path, options) =>
      path.includes('/actors/') ? { status: 500, headers: {}, text: '' } : await request(method, path, options);
    Object.assign(dapr, { request: withoutScheduler });
    await set(cartId, 'watch_due_at', 0);
    await settles(async () => expect(await secondsToWatch(cartId)).toBeGreaterThan(500));
    Object.assign(dapr, { request });
    expect(reminderOf(cartId)).toBeUndefined();
    await set(cartId, 'watch_due_at', 0);
    await eventually(() => reminderOf(cartId));
  });
});
