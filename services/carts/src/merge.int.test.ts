import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guestOf, openShop, settles, someUser, type Shop } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('merging at sign-in', () => {
  it('adds up line by line and moves the holds', async () => {
    const [chair, lamp, rug] = [
      await shop.offer({ stock: 9 }),
      await shop.offer({ stock: 9 }),
      await shop.offer({ stock: 9 }),
    ];
    const ada = someUser();
    await shop.add(ada, chair, 1);
    await shop.add(ada, lamp, 2);
    const guest = guestOf((await shop.add({}, chair, 3)).body);
    await shop.add(guest, rug, 4);

    const { body } = await shop.merge(ada, guest);
    const line = (productId: string) => body.items.find((item) => item.productId === productId);
    expect(body.userId).toBe(ada.identity.userId);
    expect(line(chair.productId)).toMatchObject({ quantity: 4, held: 4 });
    expect(line(lamp.productId)).toMatchObject({ quantity: 2, held: 2 });
    expect(line(rug.productId)).toMatchObject({ quantity: 4, held: 4 });
    expect(await shop.stockOf(chair)).toMatchObject({ quantityReserved: 4 });
  });

  it('is a no-op when it is repeated, also at the same time and after another order of events', async () => {
    const chair = await shop.offer({ stock: 20 });
    const ada = someUser();
    const guest = guestOf((await shop.add({}, chair, 3)).body);
    const answers = await Promise.all(Array.from({ length: 4 }, () => shop.merge(ada, guest)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await shop.set(ada, chair, 2);
    expect((await shop.merge(ada, guest)).body.items).toMatchObject([{ quantity: 2, held: 2 }]);
    expect(await shop.stockOf(chair)).toMatchObject({ quantityReserved: 2 });
  });

  it('leaves no moment in which another guest could take the units', async () => {
    const chair = await shop.offer({ stock: 3 });
    const guest = guestOf((await shop.add({}, chair, 3)).body);
    const grab = async () => {
      const answers = [];
      for (let n = 0; n < 10; n++) answers.push((await shop.add({}, chair)).status);
      return answers;
    };
    const [merged, ...grabbed] = await Promise.all([shop.merge(someUser(), guest), grab(), grab()]);
    expect(merged.body.items).toMatchObject([{ quantity: 3, held: 3 }]);
    expect(new Set(grabbed.flat())).toEqual(new Set([409]));
  });

  it('asks for no more than there is', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.add(ada, chair, 2);
    const guest = guestOf((await shop.add({}, chair, 4)).body);
    const { body } = await shop.merge(ada, guest);
    expect(body.items).toMatchObject([{ quantity: 5, held: 5, problems: [] }]);
    expect((await shop.read(ada)).items).toMatchObject([{ quantity: 5, held: 5, problems: [] }]);
  });

  it('does not give a guest’s cart to anybody without its token, nor twice', async () => {
    const chair = await shop.offer({ stock: 9 });
    const cart = (await shop.add({}, chair, 1)).body;
    const wrong = { headers: { 'cart-token': `${cart.cartId}.${'x'.repeat(43)}` } };
    expect((await shop.merge(someUser(), wrong)).status).toBe(404);
    expect((await shop.merge(someUser(), {})).status).toBe(400);
    const ada = someUser();
    expect((await shop.merge(ada, guestOf(cart))).status).toBe(200);
    expect((await shop.merge(someUser(), guestOf(cart))).status).toBe(404);
  });

  it('leaves the guest with nothing, and a new cart at the next addition', async () => {
    const chair = await shop.offer({ stock: 9 });
    const cart = (await shop.add({}, chair, 1)).body;
    await shop.merge(someUser(), guestOf(cart));
    expect((await shop.read(guestOf(cart))).items).toEqual([]);
    const next = await shop.add(guestOf(cart), chair, 1);
    expect(next.status).toBe(201);
    expect(next.body.cartId).not.toBe(cart.cartId);
  });

  it('holds in the end when inventory was away, and takes over the guest’s units, not others', async () => {
    const chair = await shop.offer({ stock: 3 });
    const guest = guestOf((await shop.add({}, chair, 3)).body);
    const ada = someUser();
    await shop.withoutInventory(async () => {
      const merged = await shop.merge(ada, guest);
      expect(merged.body.items).toMatchObject([{ quantity: 3, held: 0, problems: [] }]);
    });
    await settles(async () => {
      expect((await shop.read(ada)).items).toMatchObject([{ quantity: 3, held: 3, problems: [] }]);
    });
    expect(await shop.stockOf(chair)).toMatchObject({ quantityReserved: 3 });
  });

  it('is not asked for ever when the cart expired before the units could be moved', async () => {
    const chair = await shop.offer({ stock: 3 });
    const guestCart = (await shop.add({}, chair, 3)).body;
    const merged = await shop.withoutInventory(async () => {
      const { body: cart } = await shop.merge(someUser(), guestOf(guestCart));
      await shop.db
        .updateTable('carts')
        .set({ expires_at: new Date(0) })
        .where('cart_id', '=', cart.cartId)
        .execute();
      await settles(async () => {
        const { status } = await shop.db
          .selectFrom('carts')
          .select('status')
          .where('cart_id', '=', cart.cartId)
          .executeTakeFirstOrThrow();
        expect(status).toBe('expired');
      });
      return cart;
    });
    await settles(async () => {
      const rows = await shop.db
        .selectFrom('carts')
        .select(['status', 'hold_due_at', 'moves_from'])
        .where('cart_id', 'in', [merged.cartId, guestCart.cartId])
        .orderBy('status')
        .execute();
      expect(rows).toEqual([
        { status: 'expired', hold_due_at: null, moves_from: null },
        { status: 'merged', hold_due_at: null, moves_from: null },
      ]);
    });
    expect(await shop.stockOf(chair)).toMatchObject({ quantityReserved: 0 });
  });
});
