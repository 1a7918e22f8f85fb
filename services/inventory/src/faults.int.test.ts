import { expect, it } from '@jest/globals';
import { createDapr } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { newCart, newOrder, openInventory, some } from './inventory-under-test.fixture.ts';

it('an order whose answer was lost is reserved once, and its retry gets the answer', async () => {
  const shop = await openInventory({ settings: { ARCADE_FAILPOINTS: 'inventory.after-reserve=error' } });
  const product = await shop.product(5);
  const orderId = newOrder();
  for (let again = 0; again < 3; again++) {
    expect(await shop.reserve(orderId, [some(product, 2)])).toMatchObject({ status: 500 });
  }
  expect((await shop.look(orderId)).body.outcome).toBe('reserved');
  expect(await shop.stock(product)).toMatchObject({ quantityReserved: 2 });
  await shop.close();
});

it('a commit whose answer was lost has taken the units once', async () => {
  const shop = await openInventory({ settings: { ARCADE_FAILPOINTS: 'inventory.after-commit=error' } });
  const product = await shop.product(5);
  const orderId = newOrder();
  await shop.reserve(orderId, [some(product, 2)]);
  for (let again = 0; again < 3; again++) expect(await shop.commit(orderId)).toMatchObject({ status: 500 });
  expect((await shop.look(orderId)).body.outcome).toBe('committed');
  expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 3, quantityReserved: 0 });
  await shop.close();
});

it('a sweep that fails before its commit has done nothing, and overdue units are free all the same', async () => {
  const settings = { ARCADE_FAILPOINTS: 'inventory.before-sweep-commit=error', SWEEP_INTERVAL_MS: '10' };
  const shop = await openInventory({ settings, background: true });
  const product = await shop.product(5);
  const cartId = newCart();
  await shop.hold(cartId, [some(product, 2)], 1, 1);
  await eventually(async () => (await shop.stock(product)).quantitySellable === 5);
  expect(await shop.query(`SELECT status FROM reservation`)).toEqual([{ status: 'ACTIVE' }]);
  expect(await shop.events(cartId)).toEqual([]);
  await shop.close();
});

it('a sidecar that is gone costs nobody a hold: the sweeper does without timers', async () => {
  const sidecar = () => createDapr({ httpPort: 1, apiToken: 'none' });
  const shop = await openInventory({ settings: { SWEEP_INTERVAL_MS: '20' }, background: true, sidecar });
  const product = await shop.product(5);
  const cartId = newCart();
  expect((await shop.hold(cartId, [some(product, 2)], 1, 1)).status).toBe(200);
  await eventually(async () => (await shop.events(cartId)).length === 1);
  expect(await shop.stock(product)).toMatchObject({ quantityReserved: 0 });
  await shop.close();
});
