import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inventoryApi, ProductCreated, type ProductId, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { openInventory, type InventoryUnderTest } from './inventory-under-test.fixture.ts';

let shop: InventoryUnderTest;
beforeAll(async () => {
  shop = await openInventory();
});
afterAll(() => shop.close());

const admin = { identity: { userId: newId<UserId>(), roles: ['admin'] as const } };
const listed = async () => (await call(shop.origin, inventoryApi.listInventoryDeadLetters, admin)).body.items;
const replay = (eventId: string) =>
  call(shop.origin, inventoryApi.replayInventoryDeadLetter, { ...admin, params: { eventId } });

/** As if the event had been given up in the past. */
async function deadLettered(productId: ProductId, change: object = {}) {
  const eventId = newId<string>();
  const data = {
    productId,
    merchantId: newId(),
    name: 'Chair',
    price: { amount: 1000, currencyCode: 'USD' },
    status: 'approved',
    categories: [],
    imageUrl: null,
    eventId,
    aggregateId: productId,
    aggregateVersion: 1,
    occurredAt: '2026-03-01T10:00:00.000Z',
    ...change,
  };
  await shop.query(`INSERT INTO dead_letters (event_id, topic, data, attempts, reason, failed_at, buried_at)
    VALUES ('${eventId}', '${ProductCreated.topic}', '${JSON.stringify(data)}', 10, 'Error: no', NOW(6), NOW(6))`);
  return eventId;
}

it('makes up for an event of products that was given up, when an administrator says so', async () => {
  const productId = newId<ProductId>();
  const eventId = await deadLettered(productId);
  const { topic } = ProductCreated;
  expect(await listed()).toMatchObject([{ eventId, topic, attempts: 10, reason: 'Error: no', data: { productId } }]);
  expect((await call(shop.origin, inventoryApi.getInventory, { params: { productId } })).status).toBe(404);
  expect((await replay(eventId)).status).toBe(204);
  expect(await shop.stock({ productId })).toMatchObject({ productId, quantityAvailable: 0 });
  expect(await listed()).toEqual([]);
  expect((await replay(eventId)).status).toBe(404);
});

it('keeps an event that it still cannot understand', async () => {
  const eventId = await deadLettered(newId(), { merchantId: 'nobody' });
  expect((await replay(eventId)).problem).toMatchObject({ status: 409, code: 'event-not-processed' });
  expect(await listed()).toMatchObject([{ eventId, attempts: 11, reason: expect.stringContaining('merchantId') }]);
});
