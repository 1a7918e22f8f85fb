import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryApi } from '@arcade/contracts';
import { call, eventually } from '@arcade/testing';
import { createTimerWatch } from './application/arm-timers.ts';
import type { InventoryContext } from './application/inventory-context.ts';
import type { TimedHold } from './domain/reservation.ts';
import { newCart, newOrder, openInventory, some, type InventoryUnderTest } from './inventory-under-test.fixture.ts';

const topicsOf = async (shop: InventoryUnderTest, id: string) =>
  (await shop.events(id)).map(({ topic, version }) => `${topic} ${version}`);
const byHand = (shop: InventoryUnderTest, product: Awaited<ReturnType<InventoryUnderTest['product']>>, key: string) =>
  call(shop.origin, inventoryApi.reserveInventory, {
    identity: { userId: product.merchantId, roles: ['merchant'] },
    idempotencyKey: key,
    params: { productId: product.productId },
    body: { quantity: 1, minutes: 1 },
  });

describe('before anybody has swept', () => {
  let shop: InventoryUnderTest;
  beforeAll(async () => {
    shop = await openInventory();
  });
  afterAll(() => shop.close());

  it('overdue units count as free for everybody who reads', async () => {
    const product = await shop.product(5);
    const [cartId, orderId] = [newCart(), newOrder()];
    await shop.hold(cartId, [some(product, 2)], 1, 60);
    await shop.reserve(orderId, [some(product, 3)], undefined, 60);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 5, quantitySellable: 0 });
    await shop.age(`order_id = '${orderId}'`, 61);
    await shop.age(`cart_id = '${cartId}'`, 61);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 0, quantitySellable: 5 });
  });

  it('overdue units go to whoever wants them, and their owners are told', async () => {
    const product = await shop.product(5);
    const [cartId, orderId, next] = [newCart(), newOrder(), newOrder()];
    await shop.hold(cartId, [some(product, 2)]);
    await shop.reserve(orderId, [some(product, 3)]);
    await byHand(shop, await shop.product(1), 'unrelated-1');
    await shop.age(`order_id = '${orderId}'`, 1000);
    await shop.age(`cart_id = '${cartId}'`, 1000);
    expect((await shop.reserve(next, [some(product, 4)])).body).toMatchObject({ outcome: 'reserved' });
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 4, quantitySellable: 1 });
    expect(await topicsOf(shop, cartId)).toEqual(['reservation-expired 1']);
    expect(await topicsOf(shop, orderId)).toEqual(['stock-reserved 1', 'reservation-expired 2']);
    expect((await shop.commit(orderId)).body.outcome).toBe('expired');
  });

  it('many who want overdue units at once all get theirs', async () => {
    const product = await shop.product(20);
    const carts = Array.from({ length: 20 }, newCart);
    await Promise.all(carts.map((cartId) => shop.hold(cartId, [some(product, 1)])));
    const ids = carts.map((cartId) => `'${cartId}'`).join(', ');
    await shop.age(`cart_id IN (${ids})`, 1000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.reserve(newOrder(), [some(product, 1)])));
    expect(answers.map(({ body }) => body.outcome)).toEqual(Array(20).fill('reserved'));
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 20 });
  });

  it('a merchant may set the stock below what is only overdue', async () => {
    const product = await shop.product(5);
    const cartId = newCart();
    await shop.hold(cartId, [some(product, 4)]);
    await shop.age(`cart_id = '${cartId}'`, 1000);
    await shop.setUnits(product, 1);
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 1, quantityReserved: 0 });
  });
});

describe('a timer of a hold', () => {
  let shop: InventoryUnderTest;
  beforeAll(async () => {
    shop = await openInventory();
  });
  afterAll(() => shop.close());
  const timersOf = (id: string) => shop.dapr.reminders().filter(({ actorId }) => actorId.endsWith(id));

  it('is set only for what ends soon: most holds are bought or given up long before', async () => {
    const product = await shop.product(10);
    const [soon, later, soonOrder, laterOrder] = [newCart(), newCart(), newOrder(), newOrder()];
    await shop.hold(later, [some(product, 1)], 1, 900);
    await shop.reserve(laterOrder, [some(product, 1)], undefined, 900);
    await shop.hold(soon, [some(product, 1)], 1, 40);
    await shop.reserve(soonOrder, [some(product, 1)], undefined, 40);
    await eventually(() => timersOf(soon).length === 1 && timersOf(soonOrder).length === 1);
    expect(timersOf(soon)).toEqual([
      { actorType: 'hold', actorId: `cart-${soon}`, name: 'expire', dueTime: '40s', period: '30s' },
    ]);
    expect([timersOf(later), timersOf(laterOrder)]).toEqual([[], []]);
  });

  it('that fires too early goes, or waits for the time that activity has set when that is near', async () => {
    const product = await shop.product(10);
    for (const [seconds, left] of [
      [700, undefined],
      [55, /^5\ds$/],
    ] as const) {
      const cartId = newCart();
      await shop.hold(cartId, [some(product, 1)], 1, 50);
      const [timer] = await eventually(() => (timersOf(cartId).length === 1 ? timersOf(cartId) : undefined));
      await shop.hold(cartId, [some(product, 2)], 2, seconds);
      expect(timer && (await shop.dapr.fire(timer))).toBe(200);
      await eventually(() =>
        left === undefined ? timersOf(cartId).length === 0 : left.test(timersOf(cartId)[0]?.dueTime ?? ''),
      );
      expect((await shop.hold(cartId, [some(product, 2)], 3)).body.lines).toMatchObject([{ held: 2 }]);
    }
  });

  it.each(['cart', 'order'] as const)('ends an overdue %s and is gone', async (kind) => {
    const product = await shop.product(10);
    const [cartId, orderId] = [newCart(), newOrder()];
    if (kind === 'cart') await shop.hold(cartId, [some(product, 1)], 1, 50);
    else await shop.reserve(orderId, [some(product, 1)], undefined, 50);
    const id = kind === 'cart' ? cartId : orderId;
    const [timer] = await eventually(() => (timersOf(id).length === 1 ? timersOf(id) : undefined));
    await shop.age(`${kind}_id = '${id}'`, 1000);
    expect(timer && (await shop.dapr.fire(timer))).toBe(200);
    await eventually(() => timersOf(id).length === 0);
    expect((await topicsOf(shop, id)).at(-1)).toMatch(/^reservation-expired/);
    const rows = await shop.query(`SELECT status FROM reservation WHERE ${kind}_id = '${id}'`);
    expect(rows).toEqual([{ status: 'EXPIRED' }]);
  });

  it('never ends a hold that its cart renews at the same moment', async () => {
    const product = await shop.product(10);
    for (let round = 0; round < 15; round++) {
      const cartId = newCart();
      await shop.hold(cartId, [some(product, 1)], 1, 60);
      await shop.age(`cart_id = '${cartId}'`, 61);
      const timer = { actorType: 'hold', actorId: `cart-${cartId}`, name: 'expire' };
      await Promise.all([shop.hold(cartId, [some(product, 1)], 2), shop.dapr.fire(timer), shop.dapr.fire(timer)]);
      expect(await shop.stock(product)).toMatchObject({ quantityReserved: 1 });
      const rows = await shop.query(`SELECT 1 FROM reservation WHERE cart_id = '${cartId}' AND status = 'EXPIRED'`);
      const told = await shop.events(cartId);
      expect(told).toHaveLength(rows.length);
      await shop.releaseCart(cartId, 3);
    }
  });

  it('of what was settled before it fired changes nothing, and goes', async () => {
    const product = await shop.product(10);
    const [cartId, orderId] = [newCart(), newOrder()];
    await shop.hold(cartId, [some(product, 1)], 1, 50);
    await shop.reserve(orderId, [some(product, 1)], cartId, 50);
    const [ofCart, ofOrder] = await eventually(() => {
      const timers = [...timersOf(cartId), ...timersOf(orderId)];
      return timers.length === 2 ? timers : undefined;
    });
    await shop.commit(orderId);
    for (const timer of [ofCart, ofOrder]) expect(timer && (await shop.dapr.fire(timer))).toBe(200);
    await eventually(() => timersOf(cartId).length === 0 && timersOf(orderId).length === 0);
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 9, quantityReserved: 0 });
  });

  it('of something unknown does no harm', async () => {
    expect(await shop.dapr.fire({ actorType: 'hold', actorId: 'cart-nobody', name: 'expire' })).toBe(200);
    expect(await shop.dapr.fire({ actorType: 'hold', actorId: 'nonsense', name: 'expire' })).toBe(200);
  });
});

describe('the watch over holds', () => {
  it('gives each its timer when its end comes near, once, and again when that was put off', async () => {
    const shop = await openInventory();
    const timers: string[] = [];
    const store = { endingSoon: shop.endingSoon } as InventoryContext['store'];
    const arm = ({ kind, id }: TimedHold) => void timers.push(`${kind} ${id}`);
    const watch = createTimerWatch({ store, timers: { arm, disarm: () => {} } });
    const product = await shop.product(100);
    const [cartId, orderId, far] = [newCart(), newOrder(), newCart()];
    await shop.hold(cartId, [some(product, 1)], 1, 500);
    await shop.reserve(orderId, [some(product, 1)], undefined, 500);
    await shop.hold(far, [some(product, 1)], 1, 800);
    const { body } = await byHand(shop, product, 'watched-1');
    await watch();
    expect(timers).toEqual([`manual ${body.reservationId}`]);
    timers.length = 0;
    await watch();
    expect(timers).toEqual([]);
    await shop.age(`cart_id = '${cartId}'`, 450);
    await shop.age(`order_id = '${orderId}'`, 460);
    // As another process would, which has looked at nothing yet: time has not really passed for the first.
    const fresh = createTimerWatch({ store, timers: { arm, disarm: () => {} } });
    await fresh();
    expect(new Set(timers)).toEqual(new Set([`cart ${cartId}`, `order ${orderId}`, `manual ${body.reservationId}`]));
    timers.length = 0;
    await fresh();
    expect(timers).toEqual([]);
    await shop.close();
  });
});

describe('the sweeper', () => {
  it('ends what is overdue, of every kind, with events, and leaves the rest', async () => {
    const shop = await openInventory({ background: true, settings: { SWEEP_INTERVAL_MS: '50', SWEEP_BATCH: '7' } });
    const [product, other] = [await shop.product(100), await shop.product(100)];
    const carts = Array.from({ length: 15 }, newCart);
    const orders = Array.from({ length: 15 }, newOrder);
    const [keptCart, keptOrder] = [newCart(), newOrder()];
    await shop.hold(keptCart, [some(product, 1)]);
    await shop.reserve(keptOrder, [some(product, 1)]);
    const manual = await byHand(shop, product, 'by-hand-1');
    await Promise.all([
      ...carts.map((id) => shop.hold(id, [some(product, 1), some(other, 2)], 1, 1)),
      ...orders.map((id) => shop.reserve(id, [some(other, 1), some(product, 1)], undefined, 1)),
    ]);
    await shop.age(`manual_owner IS NOT NULL`, 100);
    await eventually(async () => (await shop.query(`SELECT 1 FROM reservation WHERE status = 'ACTIVE'`)).length === 2);
    for (const id of [...carts, ...orders]) {
      expect((await topicsOf(shop, id)).at(-1)).toMatch(/^reservation-expired/);
    }
    expect(await topicsOf(shop, manual.body.reservationId)).toEqual(['reservation-expired 2']);
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 100, quantityReserved: 2 });
    expect(await shop.stock(other)).toMatchObject({ quantityAvailable: 100, quantityReserved: 0 });
    await shop.close();
  });

  it('and commits at the same moment agree on each order: sold or expired, never both', async () => {
    const shop = await openInventory({ background: true, settings: { SWEEP_INTERVAL_MS: '5' } });
    const product = await shop.product(100);
    const orders = Array.from({ length: 60 }, newOrder);
    await Promise.all(orders.map((id) => shop.reserve(id, [some(product, 1)], undefined, 2)));
    const first = await shop.look(orders[0] ?? newOrder());
    const endsAt = first.body.outcome === 'reserved' ? new Date(first.body.expiresAt).getTime() : 0;
    await eventually(() => Date.now() > endsAt - 60, { intervalMs: 5 });
    const outcomes = (await Promise.all(orders.map((id) => shop.commit(id)))).map(({ body }) => body.outcome);
    const sold = outcomes.filter((outcome) => outcome === 'committed').length;
    expect(new Set([...outcomes, 'committed', 'expired']).size).toBe(2);
    await eventually(async () => (await shop.stock(product)).quantityReserved === 0);
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 100 - sold });
    await shop.close();
  });
});
