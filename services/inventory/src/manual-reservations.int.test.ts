import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryApi } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { newOrder, openInventory, some, type InventoryUnderTest } from './inventory-under-test.fixture.ts';
import { merchantCalls, merchantOf, stranger } from './merchant-calls.fixture.ts';

let shop: InventoryUnderTest;
let merchant: ReturnType<typeof merchantCalls>;
beforeAll(async () => {
  shop = await openInventory();
  merchant = merchantCalls(shop);
});
afterAll(() => shop.close());

describe('holding units by hand', () => {
  it('answers with the reservation, once for each key', async () => {
    const product = await shop.product(5);
    const key = newId();
    const first = await merchant.byHand(product, 2, key);
    expect(first).toMatchObject({
      status: 201,
      body: { quantityReserved: 2, status: 'ACTIVE', orderId: null, cartId: null, productId: product.productId },
    });
    expect((await merchant.byHand(product, 2, key)).text).toBe(first.text);
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    expect((await merchant.byHand(product, 2, key)).text).toBe(first.text);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 2 });
  });

  it('holds anew what another request asks for under a key of long ago', async () => {
    const a = await shop.product(5);
    const b = await shop.product(5, a.merchantId);
    const key = newId();
    await merchant.byHand(a, 2, key);
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    expect(await merchant.byHand(b, 3, key)).toMatchObject({ status: 201, body: { quantityReserved: 3 } });
    await shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    expect(await merchant.byHand(a, 1, key)).toMatchObject({ status: 201, body: { quantityReserved: 1 } });
    expect(await shop.stock(a)).toMatchObject({ quantityReserved: 3 });
  });

  it('needs a key, enough stock and one’s own product', async () => {
    const product = await shop.product(5);
    expect(await merchant.byHand(product, 6)).toMatchObject({
      status: 409,
      problem: { code: 'insufficient-stock', available: 5 },
    });
    expect(await merchant.byHand(product, 1, newId(), stranger())).toMatchObject({ status: 404 });
    const missing = await call(shop.origin, inventoryApi.reserveInventory, {
      identity: merchantOf(product),
      params: { productId: product.productId },
      body: { quantity: 1 },
    });
    expect(missing).toMatchObject({ status: 400, problem: { code: 'idempotency-key-required' } });
  });

  it('ends when it is given back, once', async () => {
    const product = await shop.product(5);
    const { reservationId } = (await merchant.byHand(product, 2)).body;
    expect((await merchant.release(reservationId, stranger())).status).toBe(404);
    for (let again = 0; again < 2; again++) {
      const released = await merchant.release(reservationId, merchantOf(product));
      expect(released).toMatchObject({ status: 200, body: { status: 'RELEASED' } });
    }
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 0 });
    const topics = (await shop.events(reservationId)).map(({ topic, version }) => `${topic} ${version}`);
    expect(topics).toEqual(['reservation-released 2']);
  });

  it('cannot give back what an order holds', async () => {
    const product = await shop.product(5);
    await shop.reserve(newOrder(), [some(product, 1)]);
    const [held] = (await merchant.reservations(product)).body.items;
    expect(await merchant.release(held?.reservationId ?? '', merchantOf(product))).toMatchObject({
      status: 409,
      problem: { code: 'illegal-transition' },
    });
  });
});
