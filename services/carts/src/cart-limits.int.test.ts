import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cartsApi } from '@arcade/contracts';
import { call } from '@arcade/testing';
import { guestOf, openShop, settles, someUser, type Shop, type Shopper } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });
const most = 9_000_000_000_000;

describe('a cart that a price rise has made too dear', () => {
  /** Three chairs and a lamp, of which each chair costs as much as an order may. */
  async function tooDear() {
    const [chair, lamp] = [await shop.offer({ stock: 9 }), await shop.offer({ stock: 9 })];
    const shopper = someUser();
    await shop.add(shopper, chair, 3);
    await shop.add(shopper, lamp);
    await shop.tellCarts(shop.products.changePrice(chair, most));
    await settles(async () => expect((await shop.read(shopper)).items[0]?.unitPrice).toEqual(usd(most)));
    return { chair, lamp, shopper };
  }

  it('says so, cannot be ordered and cannot grow', async () => {
    const { lamp, shopper } = await tooDear();
    const cart = await shop.read(shopper);
    expect(cart.notices).toEqual([{ code: 'too-dear', maximum: usd(most) }]);
    expect((await shop.checkout(cart)).problem).toMatchObject({ status: 409, code: 'cart-full' });
    expect((await shop.add(shopper, lamp)).problem).toMatchObject({
      status: 409,
      code: 'cart-full',
      limit: 'too-dear',
    });
  });

  it('can be made smaller step by step until it can be ordered', async () => {
    const { chair, lamp, shopper } = await tooDear();
    expect((await shop.set(shopper, chair, 2)).status).toBe(200);
    const params = { productId: lamp.productId };
    expect((await call(shop.carts.origin, cartsApi.removeCartItem, { ...shopper, params })).status).toBe(200);
    const { body } = await shop.set(shopper, chair, 1);
    expect(body).toMatchObject({ notices: [], totals: { total: usd(most) } });
    await call(shop.carts.origin, cartsApi.acknowledgeCart, shopper);
    expect((await shop.checkout(await shop.read(shopper))).status).toBe(200);
  });
});

describe('merging two carts', () => {
  const withCodes = async (shopper: Shopper, count: number) => {
    for (let n = 0; n < count; n++) {
      const { code } = await shop.createCode({ rule: { type: 'percentage', basisPoints: 100 } });
      await shop.applyCode(shopper, code);
    }
  };

  it('with six codes each takes ten of them and names the others', async () => {
    const chair = await shop.offer({ stock: 9 });
    const ada = someUser();
    await shop.add(ada, chair);
    const guest = guestOf((await shop.add({}, chair)).body);
    for (const shopper of [ada, guest]) await withCodes(shopper, 6);
    const { codes, notices } = (await shop.merge(ada, guest)).body;
    expect(codes).toHaveLength(10);
    expect(notices.map(({ code }) => code)).toEqual(['code-not-merged', 'code-not-merged']);
  });

  it('worth more than an order together keeps what one can cost and names the rest', async () => {
    const [mine, theirs] = [
      await shop.offer({ stock: 9, name: 'Mine', price: usd(5_000_000_000_000) }),
      await shop.offer({ stock: 9, name: 'Theirs', price: usd(2_500_000_000_000) }),
    ];
    const ada = someUser();
    await shop.add(ada, mine);
    const guest = guestOf((await shop.add({}, theirs, 2)).body);
    const { items, notices } = (await shop.merge(ada, guest)).body;
    expect(items.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['Mine', 1],
      ['Theirs', 1],
    ]);
    expect(notices).toEqual([{ code: 'not-merged', productName: 'Theirs', quantity: 1, reason: 'too-dear' }]);
    await settles(async () => expect((await shop.stockOf(theirs)).quantityReserved).toBe(1));
    expect((await shop.checkout(await shop.read(ada))).status).toBe(200);
  });
});
