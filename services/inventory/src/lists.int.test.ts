import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newCart, newOrder, openInventory, some, type InventoryUnderTest } from './inventory-under-test.fixture.ts';
import { merchantCalls, stranger } from './merchant-calls.fixture.ts';

let shop: InventoryUnderTest;
let merchant: ReturnType<typeof merchantCalls>;
beforeAll(async () => {
  shop = await openInventory();
  merchant = merchantCalls(shop);
});
afterAll(() => shop.close());

describe('lists', () => {
  it('show living reservations, page by page, those that end first first', async () => {
    const product = await shop.product(50);
    const [cartId, orderId, gone] = [newCart(), newOrder(), newCart()];
    await shop.hold(cartId, [some(product, 1)], 1, 3000);
    await shop.reserve(orderId, [some(product, 2)]);
    await shop.hold(gone, [some(product, 3)], 1, 60);
    await shop.age(`cart_id = '${gone}'`, 61);
    for (let count = 0; count < 5; count++) await merchant.byHand(product, 1);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await merchant.reservations(product, cursor === undefined ? { limit: 3 } : { limit: 3, cursor });
      seen.push(...body.items.map((item) => item.orderId ?? item.cartId ?? 'by hand'));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([...Array<string>(5).fill('by hand'), orderId, cartId]);
  });

  it('show the ledger, newest first, page by page', async () => {
    const product = await shop.product(5);
    const orderId = newOrder();
    await shop.reserve(orderId, [some(product, 2)]);
    await shop.commit(orderId);
    await shop.release(orderId, 'changed my mind');
    await merchant.update(product, 9, { ifMatch: '*' });
    const first = (await merchant.ledger(product, { limit: 3 })).body;
    expect(first.items.map(({ delta, reason }) => [delta, reason])).toEqual([
      [4, 'adjusted'],
      [2, 'restocked'],
      [-2, 'committed'],
    ]);
    expect(first.items[0]).toMatchObject({ actor: product.merchantId, note: 'counted' });
    const last = (await merchant.ledger(product, { limit: 3, cursor: first.nextCursor ?? '' })).body;
    expect(last.items.map(({ delta, reason }) => [delta, reason])).toEqual([[5, 'initial']]);
    expect(last.nextCursor).toBeUndefined();
  });

  it('are for the merchant of the product, and refuse cursors that are not theirs', async () => {
    const product = await shop.product(5);
    expect((await merchant.ledger(product, {}, stranger())).status).toBe(404);
    expect(await merchant.ledger(product, { cursor: 'nonsense' })).toMatchObject({
      problem: { code: 'invalid-cursor' },
    });
    expect(await merchant.reservations(product, { cursor: 'bm9uc2Vuc2U' })).toMatchObject({
      problem: { code: 'invalid-cursor' },
    });
  });
});
