import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { guestOf, openShop, someUser, type Shop } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('an Idempotency-Key', () => {
  it('adds once and answers the same bytes', async () => {
    const chair = await shop.offer({ stock: 9 });
    const ada = someUser();
    const key = newId();
    const first = await shop.add(ada, chair, 2, key);
    const again = await shop.add(ada, chair, 2, key);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await shop.read(ada)).items).toMatchObject([{ quantity: 2 }]);
    expect((await shop.add(ada, chair, 3, key)).problem?.code).toBe('idempotency-mismatch');
  });

  it('is free again after a refusal', async () => {
    const chair = await shop.offer({ stock: 0 });
    const ada = someUser();
    const key = newId();
    expect((await shop.add(ada, chair, 2, key)).status).toBe(409);
    await shop.setStock(chair, 5);
    expect((await shop.add(ada, chair, 2, key)).body.items).toMatchObject([{ quantity: 2, held: 2 }]);
  });

  it('takes effect once even if the answer could not be stored', async () => {
    const chair = await shop.offer({ stock: 9 });
    const ada = someUser();
    const key = newId();
    await shop.add(ada, chair, 2, key);
    // As a process leaves it that dies between the change and its stored answer.
    await shop.db
      .deleteFrom('idempotency_keys' as never)
      .where('idempotency_key' as never, '=', key as never)
      .execute();
    expect((await shop.add(ada, chair, 2, key)).body.items).toMatchObject([{ quantity: 2, held: 2 }]);
  });

  it('leads a guest without a cart back to the cart it made, with its token and its units', async () => {
    const chair = await shop.offer({ stock: 1 });
    const key = crypto.randomUUID();
    const first = await shop.add({}, chair, 1, key);
    const again = await shop.add({}, chair, 1, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toMatchObject({ cartId: first.body.cartId, guestToken: first.body.guestToken });
    expect(again.body.items).toMatchObject([{ quantity: 1, held: 1 }]);
    expect((await shop.add({}, chair, 2, key)).problem?.code).toBe('idempotency-mismatch');
  });

  it('of a guest brings the stored answer back only with the cart’s token', async () => {
    const chair = await shop.offer({ stock: 9 });
    const { body: cart } = await shop.add({}, chair);
    const key = newId();
    const first = await shop.add(guestOf(cart), chair, 2, key);
    const again = await shop.add(guestOf(cart), chair, 2, key);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    const wrong = { headers: { 'cart-token': `${cart.cartId}.${'x'.repeat(43)}` } };
    expect((await shop.add(wrong, chair, 2, key)).status).toBe(404);
  });

  it('of which only some bits are random does not make a guest’s token', async () => {
    const chair = await shop.offer({ stock: 9 });
    const timed = ['c232ab00-9414-11ec-b3c8-9f6bdeced846', '1ec9414c-232a-6b00-b3c8-9f6bdeced846'];
    const named = ['000003e8-cbb9-21ea-b201-00045a86c8a1', '5df41881-3aed-3515-88a7-2f4a814cf09e'];
    for (const key of [...timed, ...named]) {
      const tokens = [await shop.add({}, chair, 1, key), await shop.add({}, chair, 1, key)];
      const [first, second] = tokens.map(({ body }) => body.guestToken);
      expect(first).toBeDefined();
      expect(first).not.toBe(second);
    }
  });
});
