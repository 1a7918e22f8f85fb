import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cartsApi } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { openShop, settles, someUser, type Shop } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('when inventory does not answer', () => {
  it('the change stands and the units are held in the end', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.withoutInventory(async () => {
      const { status, body } = await shop.add(ada, chair, 2);
      expect(status).toBe(200);
      expect(body.items).toMatchObject([{ quantity: 2, held: 0, problems: [] }]);
    });
    await settles(async () => {
      expect((await shop.read(ada)).items).toMatchObject([{ quantity: 2, held: 2 }]);
    });
    const metrics = await (await fetch(`${shop.carts.origin}/metrics`)).text();
    expect(Number(/^cart_holds_reconciled_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
  });

  it('a removal is followed, too', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.add(ada, chair, 2);
    await shop.withoutInventory(() => shop.set(ada, chair, 0));
    await settles(async () => expect((await shop.stockOf(chair)).quantityReserved).toBe(0));
  });
});

describe('when the process dies between the change and the hold', () => {
  it.each(['carts.after-change', 'carts.after-hold'])(
    'at %s, cart and inventory agree in the end',
    async (failpoint) => {
      const chair = await shop.offer({ stock: 5 });
      const ada = someUser();
      const doomed = await shop.carts.process({ ARCADE_FAILPOINTS: `${failpoint}=kill` });
      await expect(
        call(doomed.origin, cartsApi.addCartItem, { ...ada, body: { productId: chair.productId, quantity: 2 } }),
      ).rejects.toThrow();
      expect(await doomed.exited).toBe('SIGKILL');
      await settles(async () => {
        expect((await shop.read(ada)).items).toMatchObject([{ quantity: 2, held: 2 }]);
        expect((await shop.stockOf(chair)).quantityReserved).toBe(2);
      });
    },
    40_000,
  );

  it('a repeated request with its key adds once', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const key = newId();
    const doomed = await shop.carts.process({ ARCADE_FAILPOINTS: 'carts.after-change=kill' });
    const body = { productId: chair.productId, quantity: 2 };
    await expect(call(doomed.origin, cartsApi.addCartItem, { ...ada, body, idempotencyKey: key })).rejects.toThrow();
    await doomed.exited;
    expect((await shop.add(ada, chair, 2, key)).problem?.code).toBe('idempotency-in-flight');
    await shop.db
      .updateTable('idempotency_keys' as never)
      .set({ claimed_until: new Date(0) } as never)
      .where('idempotency_key' as never, '=', key as never)
      .execute();
    expect((await shop.add(ada, chair, 2, key)).body.items).toMatchObject([{ quantity: 2 }]);
  }, 40_000);
});
