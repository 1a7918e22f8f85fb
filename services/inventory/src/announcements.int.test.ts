import { expect, it } from '@jest/globals';
import { eventually } from '@arcade/testing';
import { newOrder, openInventory, some } from './inventory-under-test.fixture.ts';

it('changes of stock are announced with the newest version, however many there were, and never twice by two replicas', async () => {
  const shop = await openInventory({ background: true, settings: { ANNOUNCE_DELAY_MS: '2' } });
  const replica = await shop.replica();
  const product = await shop.product(100);
  for (let count = 0; count < 30; count++) await shop.reserve(newOrder(), [some(product, 1)]);
  const { version } = await shop.stock(product);
  const told = await eventually(async () => {
    const events = await shop.events(product.productId);
    return events.at(-1)?.version === version ? events : undefined;
  });
  expect(told.at(-1)).toMatchObject({ topic: 'stock-changed', data: { quantityReserved: 30, quantitySellable: 70 } });
  const versions = told.map((event) => event.version);
  expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
  await eventually(async () => {
    const unsent = await shop.query(`SELECT 1 FROM outbox WHERE sent_at IS NULL`);
    return unsent.length === 0;
  });
  expect(shop.dapr.published.length).toBeGreaterThan(0);
  await replica.stop();
  await shop.close();
});
