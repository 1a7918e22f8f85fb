import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { newCart, newOrder, openInventory, some, type InventoryUnderTest } from './inventory-under-test.fixture.ts';

let shop: InventoryUnderTest;
beforeAll(async () => {
  shop = await openInventory();
});
afterAll(() => shop.close());

const topicsOf = async (id: string) => (await shop.events(id)).map(({ topic, version }) => `${topic} ${version}`);

describe('reserving an order’s lines', () => {
  it('holds them all and tells so once, however often it is asked', async () => {
    const [a, b] = [await shop.product(5), await shop.product(5)];
    const orderId = newOrder();
    const first = await shop.reserve(orderId, [some(b, 2), some(a, 1), some(b, 1)]);
    expect(first.body).toMatchObject({ outcome: 'reserved', orderId });
    expect((await shop.reserve(orderId, [some(b, 2), some(a, 1), some(b, 1)])).text).toBe(first.text);
    expect((await shop.look(orderId)).text).toBe(first.text);
    expect(await shop.stock(a)).toMatchObject({ quantityAvailable: 5, quantityReserved: 1, quantitySellable: 4 });
    expect(await shop.stock(b)).toMatchObject({ quantityAvailable: 5, quantityReserved: 3, quantitySellable: 2 });
    expect(await topicsOf(orderId)).toEqual(['stock-reserved 1']);
    const [event] = await shop.events(orderId);
    const sorted = [some(a, 1), some(b, 3)].toSorted((x, y) => (x.productId < y.productId ? -1 : 1));
    expect(event?.data).toMatchObject({ orderId, lines: sorted });
  });

  it('takes nothing when one line is short, and sticks to that', async () => {
    const [a, b] = [await shop.product(5), await shop.product(1)];
    const orderId = newOrder();
    const rejected = await shop.reserve(orderId, [some(a, 1), some(b, 1), some(b, 1)]);
    expect(rejected.body).toEqual({
      outcome: 'rejected',
      orderId,
      shortages: [{ productId: b.productId, requested: 2, available: 1 }],
    });
    await shop.setUnits(b, 10);
    expect((await shop.reserve(orderId, [some(a, 1), some(b, 2)])).text).toBe(rejected.text);
    expect(await shop.stock(a)).toMatchObject({ quantityReserved: 0 });
    expect(await topicsOf(orderId)).toEqual([]);
  });

  it('has nothing of a product that nobody registered', async () => {
    const unknown = { productId: newId<typeof a.productId>() };
    const a = await shop.product(5);
    const { body } = await shop.reserve(newOrder(), [some(unknown, 1), some(a, 1)]);
    expect(body).toMatchObject({ outcome: 'rejected', shortages: [{ ...unknown, requested: 1, available: 0 }] });
  });

  it('is done once by requests that come at the same time', async () => {
    const product = await shop.product(50);
    const orderId = newOrder();
    const answers = await Promise.all(Array.from({ length: 12 }, () => shop.reserve(orderId, [some(product, 3)])));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 3 });
  });

  it('does not know an order that nobody reserved', async () => {
    const orderId = newOrder();
    for (const answer of [await shop.look(orderId), await shop.commit(orderId)]) {
      expect(answer).toMatchObject({ status: 404, problem: { code: 'not-found' } });
    }
  });
});

describe('taking over a cart’s holds', () => {
  it('needs nothing from the shelf, not even when it is empty', async () => {
    const product = await shop.product(3);
    const [cartId, orderId] = [newCart(), newOrder()];
    await shop.hold(cartId, [some(product, 3)]);
    const { version } = await shop.stock(product);
    expect((await shop.reserve(orderId, [some(product, 3)], cartId)).body).toMatchObject({ outcome: 'reserved' });
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 3, quantitySellable: 0, version });
    const rows = await shop.query(`SELECT order_id, cart_id, status FROM reservation
      WHERE product_id = '${product.productId}'`);
    expect(rows).toEqual([{ order_id: orderId, cart_id: null, status: 'ACTIVE' }]);
  });

  it('gives back what the order does not want, and takes what the cart does not have', async () => {
    const [a, b, c] = [await shop.product(5), await shop.product(5), await shop.product(5)];
    const [cartId, orderId] = [newCart(), newOrder()];
    await shop.hold(cartId, [some(a, 3), some(b, 2)]);
    await shop.reserve(orderId, [some(a, 1), some(c, 4)], cartId);
    expect(await shop.stock(a)).toMatchObject({ quantityReserved: 1 });
    expect(await shop.stock(b)).toMatchObject({ quantityReserved: 0 });
    expect(await shop.stock(c)).toMatchObject({ quantityReserved: 4 });
  });

  it('leaves them with the cart when the order is rejected', async () => {
    const [a, b] = [await shop.product(3), await shop.product(0)];
    const cartId = newCart();
    await shop.hold(cartId, [some(a, 3)]);
    expect((await shop.reserve(newOrder(), [some(a, 3), some(b, 1)], cartId)).body).toMatchObject({
      outcome: 'rejected',
    });
    expect((await shop.hold(cartId, [some(a, 3)])).body.lines).toMatchObject([{ held: 3 }]);
  });

  it('works with holds that are overdue but nobody’s yet', async () => {
    const product = await shop.product(2);
    const [cartId, orderId] = [newCart(), newOrder()];
    await shop.hold(cartId, [some(product, 2)]);
    await shop.age(`cart_id = '${cartId}'`, 1000);
    expect((await shop.reserve(orderId, [some(product, 2)], cartId)).body).toMatchObject({ outcome: 'reserved' });
    expect((await shop.commit(orderId)).body).toMatchObject({ outcome: 'committed' });
  });

  it('is not undone by a write of the cart that comes late', async () => {
    const product = await shop.product(10);
    const [cartId, orderId] = [newCart(), newOrder()];
    await shop.hold(cartId, [some(product, 2)], 5);
    await shop.reserve(orderId, [some(product, 2)], cartId);
    const late = await shop.hold(cartId, [some(product, 2)], 5);
    expect(late.body).toMatchObject({ lines: [{ held: 0, available: 8 }], expiresAt: null });
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 2 });
    const reopened = await shop.hold(cartId, [some(product, 1)], 6);
    expect(reopened.body).toMatchObject({ lines: [{ held: 1 }] });
  });

  it.each([
    ['an older one', 1],
    ['none', undefined],
  ])('is not undone by the write of the ordered version, when inventory had followed %s before', async (_, known) => {
    const product = await shop.product(10);
    const [cartId, orderId] = [newCart(), newOrder()];
    if (known !== undefined) await shop.hold(cartId, [some(product, 1)], known);
    await shop.reserve(orderId, [some(product, 2)], cartId, 900, 2);
    expect((await shop.hold(cartId, [some(product, 2)], 2)).body).toMatchObject({ lines: [{ held: 0 }] });
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 2 });
    expect((await shop.hold(cartId, [some(product, 1)], 3)).body).toMatchObject({ lines: [{ held: 1 }] });
  });

  it('racing with the write of the ordered version holds the units once', async () => {
    const product = await shop.product(100);
    for (let round = 0; round < 10; round++) {
      const [cartId, orderId] = [newCart(), newOrder()];
      await Promise.all([
        shop.hold(cartId, [some(product, 2)], 2),
        shop.reserve(orderId, [some(product, 2)], cartId, 900, 2),
      ]);
      await shop.hold(cartId, [some(product, 2)], 2);
      expect(await shop.stock(product)).toMatchObject({ quantityReserved: 2 * (round + 1) });
    }
  });
});

describe('committing', () => {
  it('takes the units off the shelf once and writes the ledger', async () => {
    const product = await shop.product(5);
    const orderId = newOrder();
    await shop.reserve(orderId, [some(product, 2)]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.commit(orderId)));
    expect(answers.map(({ body }) => body.outcome)).toEqual(Array(8).fill('committed'));
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 3, quantityReserved: 0 });
    expect(await topicsOf(orderId)).toEqual(['stock-reserved 1', 'reservation-committed 2']);
    const ledger = await shop.query(`SELECT delta FROM stock_ledger WHERE cause_id LIKE 'order:${orderId}:%'`);
    expect(ledger).toEqual([{ delta: -2 }]);
  });

  it('is refused when the hold has ended, before anybody has swept it', async () => {
    const product = await shop.product(5);
    const orderId = newOrder();
    await shop.reserve(orderId, [some(product, 2)]);
    await shop.age(`order_id = '${orderId}'`, 1000);
    expect((await shop.look(orderId)).body).toEqual({ outcome: 'expired', orderId });
    expect((await shop.commit(orderId)).body).toEqual({ outcome: 'expired', orderId });
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 5, quantityReserved: 0 });
    expect(await topicsOf(orderId)).toEqual(['stock-reserved 1', 'reservation-expired 2']);
    expect((await shop.reserve(orderId, [some(product, 2)])).body).toEqual({ outcome: 'expired', orderId });
  });
});

describe('releasing', () => {
  it('gives the units back once', async () => {
    const product = await shop.product(5);
    const orderId = newOrder();
    await shop.reserve(orderId, [some(product, 2)]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.release(orderId)));
    expect(answers.map(({ body }) => body.outcome)).toEqual(Array(8).fill('released'));
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 5, quantityReserved: 0 });
    expect(await topicsOf(orderId)).toEqual(['stock-reserved 1', 'reservation-released 2']);
  });

  it('of what was never reserved leaves a tombstone, so that a late order takes no stock', async () => {
    const product = await shop.product(5);
    const orderId = newOrder();
    expect((await shop.release(orderId)).body).toEqual({ outcome: 'released', orderId });
    expect((await shop.reserve(orderId, [some(product, 2)])).body).toEqual({ outcome: 'released', orderId });
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 0 });
  });

  it('racing with the reservation takes no stock in the end, whoever is first', async () => {
    const product = await shop.product(1000);
    const orders = Array.from({ length: 20 }, newOrder);
    await Promise.all(orders.flatMap((id) => [shop.reserve(id, [some(product, 1)]), shop.release(id)]));
    for (const id of orders) expect((await shop.look(id)).body).toEqual({ outcome: 'released', orderId: id });
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 0 });
  });

  it('after the commit puts the units back on the shelf', async () => {
    const product = await shop.product(5);
    const orderId = newOrder();
    await shop.reserve(orderId, [some(product, 2)]);
    await shop.commit(orderId);
    for (let again = 0; again < 2; again++) {
      expect((await shop.release(orderId, 'order cancelled')).body).toEqual({ outcome: 'restocked', orderId });
    }
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 5, quantityReserved: 0 });
    expect((await shop.commit(orderId)).body).toEqual({ outcome: 'restocked', orderId });
  });

  it('racing with the commit ends either way with every unit accounted for', async () => {
    const product = await shop.product(100);
    const orders = Array.from({ length: 20 }, newOrder);
    await Promise.all(orders.map((id) => shop.reserve(id, [some(product, 1)])));
    await Promise.all(orders.flatMap((id) => [shop.commit(id), shop.release(id)]));
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 100, quantityReserved: 0 });
  });
});

describe('a return', () => {
  it('puts units back once, and never more than were taken', async () => {
    const product = await shop.product(5);
    const [orderId, returnId] = [newOrder(), newId()];
    await shop.reserve(orderId, [some(product, 3)]);
    await shop.commit(orderId);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => shop.giveBack(orderId, returnId, [some(product, 1)])),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 3 });
    expect(await shop.giveBack(orderId, newId(), [some(product, 3)])).toMatchObject({
      status: 409,
      problem: { code: 'illegal-transition' },
    });
    expect((await shop.release(orderId)).body.outcome).toBe('restocked');
    expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 5, quantityReserved: 0 });
  });
});
