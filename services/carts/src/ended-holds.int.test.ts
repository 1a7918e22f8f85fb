import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@arcade/testing';
import { openShop, settles, someUser, type Shop } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ CART_HOLD_SECONDS: '2' });
});
afterAll(() => shop.close());

describe('a hold that ends', () => {
  it('is over at once when read, tells the page, keeps no cart alive, and can be taken again', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const cart = (await shop.add(ada, chair, 2)).body;
    await settles(async () => {
      expect(await shop.read(ada)).toMatchObject({
        heldUntil: null,
        items: [{ quantity: 2, held: 0, problems: [{ code: 'hold-expired' }] }],
      });
    });
    await eventually(async () => {
      expect((await shop.read(ada)).cartId).toBe(cart.cartId);
      await shop.relayInventory();
      return shop.told('carts.cart-changed', cart.cartId, 'hold-expired');
    });
    expect((await shop.read(ada)).expiresAt).toBe(cart.expiresAt);
    expect((await shop.extend(ada)).body.items).toMatchObject([{ quantity: 2, held: 2, problems: [] }]);
  });
});
