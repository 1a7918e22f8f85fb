import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cartsApi, type OrderId, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { sql } from 'kysely';
import { openShop, someUser, type Shop, type Shopper } from './shop.fixture.ts';
import type { TestProduct } from './peers.fixture.ts';

let shop: Shop;
let chair: TestProduct;
beforeAll(async () => {
  shop = await openShop();
  chair = await shop.offer({ stock: 500, price: { amount: 2000, currencyCode: 'USD' } });
});
afterAll(() => shop.close());

const admin = { identity: { userId: newId<UserId>(), roles: ['admin'] as const } };
const usd = (amount: number) => ({ amount, currencyCode: 'USD' });
const tenPercent = { type: 'percentage', basisPoints: 1000 } as const;

/** A cart with one chair and a code. */
async function cartWith(code: string, shopper: Shopper = someUser()) {
  await shop.add(shopper, chair);
  return { shopper, cart: (await shop.applyCode(shopper, code)).body };
}

/** A cart whose order has used the code and expired. */
async function givenBack(code: string) {
  const { shopper, cart } = await cartWith(code);
  const orderId = newId<OrderId>();
  const quote = (await shop.checkout(cart, orderId)).body;
  await shop.holdFor(orderId, quote);
  const tell = (kind: 'expired' | 'confirmed', version: number) =>
    shop.orderNews(kind, orderId, quote, cart.userId as UserId, version);
  await tell('expired', 2);
  return { shopper, orderId, quote, tell };
}

const timesUsed = async (code: string) => {
  const { body } = await call(shop.carts.origin, cartsApi.listPromotions, { ...admin, query: { limit: 100 } });
  return body.items.find((promotion) => promotion.code === code)?.timesUsed;
};

describe('a code', () => {
  it('takes off what its rule says, shown by line and by code', async () => {
    const { code } = await shop.createCode({ rule: tenPercent });
    const { cart } = await cartWith(code);
    expect(cart).toMatchObject({
      items: [{ totalPrice: usd(2000), discount: usd(200) }],
      codes: [{ code, discount: usd(200), notApplied: null }],
      totals: { subtotal: usd(2000), discount: usd(200), shipping: usd(499), total: usd(2299) },
    });
  });

  it('is understood in small letters, applied once and taken away again', async () => {
    const { code } = await shop.createCode({ rule: tenPercent });
    const { shopper, cart } = await cartWith(code.toLowerCase());
    const again = await shop.applyCode(shopper, code);
    expect(again.body).toMatchObject({ version: cart.version, codes: [{ code }] });
    const params = { code: code.toLowerCase() };
    expect((await call(shop.carts.origin, cartsApi.removeCode, { ...shopper, params })).body.codes).toEqual([]);
  });

  it('waits for the cart to reach its minimum', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, minimumSubtotal: usd(4000) });
    const { shopper, cart } = await cartWith(code);
    expect(cart.codes).toMatchObject([
      {
        discount: usd(0),
        notApplied: 'Spend $20.00 more: this code needs a cart of $40.00',
        problem: { code: 'below-minimum', minimum: usd(4000), missing: usd(2000) },
      },
    ]);
    expect((await shop.set(shopper, chair, 2)).body.codes).toMatchObject([{ discount: usd(400), notApplied: null }]);
  });

  it('is refused when there is none, or it is over, not active or used up', async () => {
    const past = await shop.createCode({ rule: tenPercent, endsAt: '2020-01-01T00:00:00Z' });
    const off = await shop.createCode({ rule: tenPercent });
    const params = { promotionId: off.promotionId };
    await call(shop.carts.origin, cartsApi.setPromotionActive, { ...admin, params, body: { active: false } });
    const ada = someUser();
    await shop.add(ada, chair);
    for (const code of ['NO-SUCH-CODE', past.code, off.code]) {
      expect((await shop.applyCode(ada, code)).problem?.code).toBe('code-not-applicable');
    }
  });
});

describe('the uses of a code', () => {
  it('never exceed its limit when many check out at once', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimit: 3 });
    const carts = await Promise.all(Array.from({ length: 10 }, () => cartWith(code)));
    const quotes = await Promise.all(carts.map(({ cart }) => shop.checkout(cart)));
    expect(quotes.map(({ status }) => status)).toEqual(quotes.map(() => 200));
    expect(quotes.filter(({ body }) => body.codes.length === 1)).toHaveLength(3);
    for (const { body } of quotes) {
      expect(body.totals.total.amount).toBe(body.codes.length === 1 ? 2299 : 2499);
    }
    expect(await timesUsed(code)).toBe(3);
  });

  it('never exceed the limit per user, and come back when an order is cancelled', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimitPerUser: 1 });
    const { shopper, cart } = await cartWith(code);
    const userId = cart.userId as UserId;
    const orderId = newId<OrderId>();
    const quote = (await shop.checkout(cart, orderId)).body;
    expect((await shop.read(shopper)).codes).toMatchObject([{ notApplied: null }]);
    await shop.holdFor(orderId, quote);
    await shop.orderNews('confirmed', orderId, quote, userId, 2);

    await shop.add(shopper, chair);
    expect((await shop.applyCode(shopper, code)).problem).toMatchObject({ code: 'code-not-applicable' });

    const other = await cartWith(code);
    const cancelled = newId<OrderId>();
    const otherQuote = (await shop.checkout(other.cart, cancelled)).body;
    await shop.orderNews('cancelled', cancelled, otherQuote, other.cart.userId as UserId, 2);
    expect((await shop.read(other.shopper)).codes).toMatchObject([{ code, notApplied: null }]);
    expect(await timesUsed(code)).toBe(1);
  });

  it('come back when a confirmed order is cancelled, also after its cart has been forgotten', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimitPerUser: 1 });
    for (const forgotten of [false, true]) {
      const { cart, shopper } = await cartWith(code);
      const [orderId, userId] = [newId<OrderId>(), cart.userId as UserId];
      const quote = (await shop.checkout(cart, orderId)).body;
      await shop.holdFor(orderId, quote);
      await shop.orderNews('confirmed', orderId, quote, userId, 2);
      expect(await timesUsed(code)).toBe(1);
      if (forgotten) await shop.db.deleteFrom('carts').where('cart_id', '=', cart.cartId).execute();
      await shop.orderNews('cancelled', orderId, quote, userId, 3);
      await shop.orderNews('cancelled', orderId, quote, userId, 3);
      expect(await timesUsed(code)).toBe(0);
      await shop.add(shopper, chair);
      expect((await shop.applyCode(shopper, code)).status).toBe(200);
      await sql`DELETE FROM cart_items WHERE cart_id NOT IN (SELECT cart_id FROM carts)`.execute(shop.db);
      await sql`DELETE FROM cart_codes WHERE cart_id NOT IN (SELECT cart_id FROM carts)`.execute(shop.db);
    }
  });

  it('are taken by a late order though the shopper has gone on, and come back when it ends', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimit: 1 });
    const { cart, shopper } = await cartWith(code);
    const [orderId, userId] = [newId<OrderId>(), cart.userId as UserId];
    const quote = (await shop.checkout(cart, orderId)).body;
    await shop.release(cart.cartId, orderId);
    await shop.add(shopper, chair);
    await shop.orderNews('confirmed', orderId, quote, userId, 2);
    expect(await timesUsed(code)).toBe(1);
    await shop.orderNews('cancelled', orderId, quote, userId, 3);
    expect(await timesUsed(code)).toBe(0);
  });

  it('do not come back by an older version of an order that lives', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimit: 1 });
    const { cart } = await cartWith(code);
    const [orderId, userId] = [newId<OrderId>(), cart.userId as UserId];
    const quote = (await shop.checkout(cart, orderId)).body;
    await shop.holdFor(orderId, quote);
    await shop.orderNews('confirmed', orderId, quote, userId, 3);
    await shop.orderNews('expired', orderId, quote, userId, 2);
    expect(await timesUsed(code)).toBe(1);
  });

  it('are given back by a released checkout and counted once by a replayed one', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimit: 1 });
    const { cart } = await cartWith(code);
    const orderId = newId<OrderId>();
    await shop.checkout(cart, orderId);
    await shop.checkout(cart, orderId);
    expect(await timesUsed(code)).toBe(1);
    await shop.release(cart.cartId, orderId);
    await shop.release(cart.cartId, orderId);
    expect(await timesUsed(code)).toBe(0);
  });

  it('are taken again when the order lives after all, and count against the user’s next order', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimitPerUser: 1 });
    const { shopper, tell } = await givenBack(code);
    expect(await timesUsed(code)).toBe(0);
    await tell('confirmed', 3);
    await tell('confirmed', 3);
    expect(await timesUsed(code)).toBe(1);
    await shop.add(shopper, chair);
    expect((await shop.applyCode(shopper, code)).problem).toMatchObject({ code: 'code-not-applicable' });
  });

  it('are taken again, too, when the cart has been changed or ordered anew since', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimitPerUser: 1 });
    const { shopper, tell } = await givenBack(code);
    const changed = (await shop.add(shopper, chair)).body;
    await tell('confirmed', 3);
    expect(await timesUsed(code)).toBe(1);
    expect((await shop.checkout(changed)).body.codes).toEqual([]);
  });

  it('are taken again when an order turns up whose lease had been given up', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, usageLimit: 1 });
    const { cart } = await cartWith(code);
    const orderId = newId<OrderId>();
    const quote = (await shop.checkout(cart, orderId)).body;
    await shop.release(cart.cartId, orderId);
    await shop.orderNews('confirmed', orderId, quote, cart.userId as UserId, 2);
    expect(await timesUsed(code)).toBe(1);
    await shop.orderNews('cancelled', orderId, quote, cart.userId as UserId, 3);
    expect(await timesUsed(code)).toBe(0);
  });

  it('that somebody else has taken meanwhile stay within the limit, but are not forgotten', async () => {
    const { code, promotionId } = await shop.createCode({ rule: tenPercent, usageLimit: 1 });
    const { orderId, quote, tell } = await givenBack(code);
    const other = await cartWith(code);
    expect((await shop.checkout(other.cart)).body.codes).toEqual([code]);
    await tell('confirmed', 3);
    expect(await timesUsed(code)).toBe(1);
    const { rows } = await sql`SELECT order_id, over_limit FROM promotion_uses
      WHERE promotion_id = ${promotionId} AND cart_id = ${quote.cartId}`.execute(shop.db);
    expect(rows).toEqual([{ order_id: orderId, over_limit: 1 }]);
  });

  it('are not spent by a code that takes nothing off', async () => {
    const { code } = await shop.createCode({ rule: tenPercent, minimumSubtotal: usd(1_000_000) });
    const { cart } = await cartWith(code);
    expect((await shop.checkout(cart)).body.codes).toEqual([]);
    expect(await timesUsed(code)).toBe(0);
  });
});

describe('promotions', () => {
  it('whose terms contradict each other are refused, with a pointer', async () => {
    const ends = shop.createCode({
      rule: tenPercent,
      startsAt: '2026-06-01T00:00:00Z',
      endsAt: '2026-03-01T00:00:00Z',
    });
    await expect(ends).rejects.toThrow('/endsAt');
    const twice = shop.createCode({ rule: tenPercent, usageLimit: 1, usageLimitPerUser: 2 });
    await expect(twice).rejects.toThrow('/usageLimitPerUser');
  });

  it('are for admins, have codes of their own and come in pages, newest first', async () => {
    const first = await shop.createCode({ rule: { type: 'free-shipping' } });
    const second = await shop.createCode({ rule: { type: 'fixed', amount: usd(500) } });
    await expect(shop.createCode({ rule: tenPercent, code: first.code })).rejects.toThrow('already-exists');
    const list = (query: { limit: number; cursor?: string }) =>
      call(shop.carts.origin, cartsApi.listPromotions, { ...admin, query });
    const { body: page, headers } = await list({ limit: 1 });
    expect(page.items).toEqual([second]);
    expect(headers['link']).toBe(`</cart/promotions?limit=1&cursor=${page.nextCursor}>; rel="next"`);
    expect((await list({ limit: 1, cursor: page.nextCursor ?? '' })).body.items).toEqual([first]);
    expect((await list({ limit: 1, cursor: 'nonsense' })).problem?.code).toBe('invalid-cursor');
    expect((await call(shop.carts.origin, cartsApi.listPromotions, someUser())).status).toBe(403);
    const params = { promotionId: newId() };
    const unknown = await call(shop.carts.origin, cartsApi.setPromotionActive, {
      ...admin,
      params,
      body: { active: true },
    });
    expect(unknown.status).toBe(404);
  });
});
