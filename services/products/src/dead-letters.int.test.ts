import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { productsApi, StockChanged, type ProductId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { admin, openProducts, person, type ProductsUnderTest } from './products-under-test.fixture.ts';

let shop: ProductsUnderTest;
beforeAll(async () => {
  shop = await openProducts();
});
afterAll(() => shop.close());

const as = { identity: admin };
const listed = async () => (await call(shop.origin, productsApi.listProductDeadLetters, as)).body.items;
const replay = (eventId: string) =>
  call(shop.origin, productsApi.replayProductDeadLetter, { ...as, params: { eventId } });

/** As if the event had been given up in the past. */
async function deadLettered(productId: ProductId, quantitySellable: unknown) {
  const eventId = newId<string>();
  const data = {
    productId,
    quantityAvailable: 9,
    quantityReserved: 2,
    quantitySellable,
    eventId,
    aggregateId: productId,
    aggregateVersion: 4,
    occurredAt: '2026-03-01T10:00:00.000Z',
  };
  const givenUp = { attempts: 10, reason: 'Error: no', failedAt: new Date(), buriedAt: new Date(), replayedAt: null };
  const document = { _id: eventId, topic: StockChanged.topic, data: JSON.stringify(data), ...givenUp };
  await shop.connection.collection<typeof document>('dead_letters').insertOne(document);
  return eventId;
}

it('makes up for an event of inventory that was given up, when an administrator says so', async () => {
  const { productId } = await shop.offer(person('merchant'));
  const eventId = await deadLettered(productId, 7);
  const { topic } = StockChanged;
  expect(await listed()).toMatchObject([{ eventId, topic, attempts: 10, reason: 'Error: no', data: { productId } }]);
  expect((await shop.get(productId)).body.availability.available).toBe(0);
  expect((await replay(eventId)).status).toBe(204);
  expect((await shop.get(productId)).body.availability.available).toBe(7);
  expect(await listed()).toEqual([]);
  expect((await replay(eventId)).status).toBe(404);
});

it('keeps an event that it still cannot understand', async () => {
  const eventId = await deadLettered(newId(), 'many');
  expect((await replay(eventId)).problem).toMatchObject({ status: 409, code: 'event-not-processed' });
  expect(await listed()).toMatchObject([
    { eventId, attempts: 11, reason: expect.stringContaining('quantitySellable') },
  ]);
});
