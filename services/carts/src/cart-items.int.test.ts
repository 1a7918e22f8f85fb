import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cartsApi, type ProductId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { guestOf, openShop, settles, someUser, type Shop } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });

describe('adding to the cart', () => {
  it('holds the units and says until when', async () => {
    const chair = await shop.offer({ stock: 5, price: usd(1250) });
    const { status, body } = await shop.add(someUser(), chair, 2);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'open',
      items: [{ quantity: 2, held: 2, unitPrice: usd(1250), totalPrice: usd(2500), problems: [], name: 'Chair' }],
      totals: { subtotal: usd(2500), discount: usd(0), shipping: usd(499), total: usd(2999) },
    });
    expect(Date.parse(body.heldUntil ?? '')).toBeGreaterThan(Date.now() + 800_000);
    expect(await shop.stockOf(chair)).toMatchObject({ quantityReserved: 2, quantitySellable: 3 });
  });

  it('makes one line of repeated additions and one version of each', async () => {
    const chair = await shop.offer({ stock: 50 });
    const ada = someUser();
    const first = (await shop.add(ada, chair)).body;
    const second = (await shop.add(ada, chair, 4)).body;
    expect(second).toMatchObject({
      cartId: first.cartId,
      version: first.version + 1,
      items: [{ quantity: 5, held: 5 }],
    });
  });

  it('keeps a line that is short, with what is available', async () => {
    const chair = await shop.offer({ stock: 3 });
    const { status, body } = await shop.add(someUser(), chair, 5);
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { quantity: 5, held: 3, problems: [{ code: 'insufficient-stock', requested: 5, available: 3 }] },
    ]);
  });

  it('is refused when nothing is left, and leaves no trace', async () => {
    const chair = await shop.offer({ stock: 1 });
    await shop.add(someUser(), chair);
    const eve = someUser();
    const { status, problem } = await shop.add(eve, chair);
    expect(status).toBe(409);
    expect(problem).toMatchObject({ code: 'insufficient-stock', available: 0 });
    expect((await shop.read(eve)).items).toEqual([]);
  });

  it('never lets its own hold stand in the way of holding again', async () => {
    const chair = await shop.offer({ stock: 2 });
    const ada = someUser();
    await shop.add(ada, chair, 2);
    expect((await shop.extend(ada)).body.items).toMatchObject([{ quantity: 2, held: 2, problems: [] }]);
    expect((await shop.set(ada, chair, 1)).body.items).toMatchObject([{ quantity: 1, held: 1 }]);
    expect((await shop.set(ada, chair, 2)).body.items).toMatchObject([{ quantity: 2, held: 2 }]);
  });

  it('sells each unit once among many shoppers', async () => {
    const chair = await shop.offer({ stock: 5 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => shop.add(someUser(), chair)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ problem }) => problem?.code === 'insufficient-stock')).toHaveLength(7);
  });

  it('counts every one of many additions at once to the same cart', async () => {
    const chair = await shop.offer({ stock: 100 });
    const ada = someUser();
    const answers = await Promise.all(Array.from({ length: 15 }, () => shop.add(ada, chair)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await settles(async () => {
      expect((await shop.read(ada)).items).toMatchObject([{ quantity: 15, held: 15 }]);
    });
  });

  it('refuses prices from the client, products that do not exist and products that are not approved', async () => {
    const chair = await shop.offer({ stock: 5 });
    const draft = await shop.offer({ stock: 5, status: 'draft' });
    const priced = { productId: chair.productId, quantity: 1, unitPrice: usd(1) };
    const withPrice = await call(shop.carts.origin, cartsApi.addCartItem, { ...someUser(), body: priced });
    expect([withPrice.status, withPrice.problem?.code]).toEqual([400, 'unknown-field']);
    expect((await shop.add(someUser(), { productId: newId<ProductId>() })).status).toBe(404);
    expect((await shop.add(someUser(), draft)).problem?.code).toBe('product-not-available');
  });

  it('asks products about what its replica lacks, once', async () => {
    const chair = await shop.offer({ stock: 5 });
    const before = shop.products.asked();
    await shop.add(someUser(), chair);
    await shop.add(someUser(), chair);
    expect(shop.products.asked()).toBe(before + 1);
  });

  it('sells a product whose approval has not arrived yet', async () => {
    const { product, event } = shop.products.create({ status: 'pending' });
    await shop.tellCarts(event);
    const ada = someUser();
    await shop.add(ada, await shop.offer({ stock: 5 }));
    expect((await shop.add(ada, product)).problem?.code).toBe('product-not-available');
    shop.products.changeStatus(product, 'approved');
    expect((await shop.add(ada, product)).problem?.code).toBe('insufficient-stock');
    expect((await shop.add(someUser(), product)).problem?.code).toBe('insufficient-stock');
  });

  it('knows a product from its event without asking', async () => {
    const { product, event } = shop.products.create();
    await shop.tellCarts(event);
    const before = shop.products.asked();
    expect((await shop.add(someUser(), product)).problem?.code).toBe('insufficient-stock');
    expect(shop.products.asked()).toBe(before);
  });
});

describe('a guest', () => {
  it('gets a cart with a token of which only the hash is stored', async () => {
    const chair = await shop.offer({ stock: 5 });
    const { status, body } = await shop.add({}, chair);
    expect(status).toBe(201);
    expect(body.guestToken?.length).toBeGreaterThan(40);
    const row = await shop.db.selectFrom('carts').selectAll().where('cart_id', '=', body.cartId).executeTakeFirst();
    expect(JSON.stringify(row)).not.toContain(body.guestToken);
    const again = await shop.add(guestOf(body), chair);
    expect([again.status, again.body.guestToken]).toEqual([200, undefined]);
    expect((await shop.read(guestOf(body))).items).toMatchObject([{ quantity: 2 }]);
  });

  it('sees an empty cart before adding anything', async () => {
    expect(await shop.read({})).toMatchObject({ userId: null, items: [], totals: { total: usd(0) } });
  });

  it('cannot reach a cart by its id alone, nor one of a user', async () => {
    const chair = await shop.offer({ stock: 5 });
    const { body } = await shop.add({}, chair);
    const mine = (await shop.add(someUser(), chair)).body;
    const wrong = 'x'.repeat(43);
    for (const token of [body.cartId, `${body.cartId}.`, `${body.cartId}.${wrong}`, `${mine.cartId}.${wrong}`, 'a.b']) {
      const headers = { 'cart-token': token };
      expect((await call(shop.carts.origin, cartsApi.getCart, { headers })).status).toBe(404);
      expect((await shop.add({ headers }, chair)).status).toBe(404);
      expect((await shop.set({ headers }, chair, 1)).status).toBe(404);
    }
    expect((await shop.set({}, chair, 1)).status).toBe(404);
  });
});

describe('changing and removing', () => {
  it('gives back what is not wanted any more', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.add(ada, chair, 4);
    await shop.set(ada, chair, 1);
    expect((await shop.stockOf(chair)).quantityReserved).toBe(1);
    const params = { productId: chair.productId };
    const removed = await call(shop.carts.origin, cartsApi.removeCartItem, { ...ada, params });
    expect(removed.body).toMatchObject({ items: [], heldUntil: null });
    expect((await shop.stockOf(chair)).quantityReserved).toBe(0);
    expect((await call(shop.carts.origin, cartsApi.removeCartItem, { ...ada, params })).status).toBe(200);
  });

  it('does not set the quantity of something that is not in the cart', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.read(ada);
    expect((await shop.set(ada, chair, 1)).status).toBe(404);
  });
});

describe('prices', () => {
  it('follow products, with the old one shown until it is acknowledged', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const { cartId } = (await shop.add(ada, chair, 2)).body;
    await shop.tellCarts(shop.products.changePrice(chair, 1500));
    expect(await shop.read(ada)).toMatchObject({
      items: [
        { unitPrice: usd(1500), problems: [{ code: 'price-changed', oldPrice: usd(1000), newPrice: usd(1500) }] },
      ],
      totals: { subtotal: usd(3000) },
    });
    await published(cartId, 'price-changed');
    const seen = await call(shop.carts.origin, cartsApi.acknowledgeCart, ada);
    expect(seen.body.items).toMatchObject([{ unitPrice: usd(1500), problems: [] }]);
  });

  it('do not go back when an older event comes late', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.add(ada, chair);
    const older = shop.products.changePrice(chair, 1500);
    const newer = shop.products.changePrice(chair, 1700);
    await shop.tellCarts(newer);
    await shop.tellCarts(older);
    expect((await shop.read(ada)).items).toMatchObject([{ unitPrice: usd(1700) }]);
  });
});

describe('a product', () => {
  it('that ends drops out with a notice and gives its units back', async () => {
    const [chair, lamp] = [await shop.offer({ stock: 5 }), await shop.offer({ stock: 5, name: 'Lamp' })];
    const ada = someUser();
    await shop.add(ada, chair);
    const { cartId } = (await shop.add(ada, lamp)).body;
    await shop.tellCarts(shop.products.changeStatus(lamp, 'ended'));
    await published(cartId, 'product-ended');
    expect(await shop.read(ada)).toMatchObject({
      items: [{ productId: chair.productId }],
      notices: [{ code: 'not-available', productName: 'Lamp' }],
    });
    await settles(async () => expect((await shop.stockOf(lamp)).quantityReserved).toBe(0));
    expect((await call(shop.carts.origin, cartsApi.acknowledgeCart, ada)).body.notices).toEqual([]);
  });

  it('that is not for sale for a while stays, costs nothing and says so', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.add(ada, chair);
    await shop.tellCarts(shop.products.changeStatus(chair, 'pending'));
    expect(await shop.read(ada)).toMatchObject({
      items: [{ problems: [{ code: 'not-available', productName: 'Chair' }] }],
      totals: { total: usd(0) },
    });
  });
});

/** Pages are told of it by the gateway. */
const published = (cartId: string, reason: string) =>
  eventually(() =>
    shop.carts.dapr.published.some(({ topic, event }) => {
      const data = event.data as { cartId: string; reason: string };
      return topic === 'carts.cart-changed' && data.cartId === cartId && data.reason === reason;
    }),
  );
