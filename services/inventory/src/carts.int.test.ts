import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newCart, newOrder, openInventory, some, type InventoryUnderTest } from './inventory-under-test.fixture.ts';

let shop: InventoryUnderTest;
beforeAll(async () => {
  shop = await openInventory({ settings: { CART_HOLD_MAX_EXTENSIONS: '2', CART_HOLD_MAX_SECONDS: '1200' } });
});
afterAll(() => shop.close());

const secondsUntil = (instant: string | null) => (new Date(instant ?? 0).getTime() - Date.now()) / 1000;
const topicsOf = async (id: string) => (await shop.events(id)).map(({ topic, version }) => `${topic} ${version}`);

describe('a cart’s hold', () => {
  it('follows its lines, up and down', async () => {
    const [a, b] = [await shop.product(10), await shop.product(10)];
    const cartId = newCart();
    const first = await shop.hold(cartId, [some(a, 2), some(b, 1), some(a, 1)], 1);
    const held = [some(a, 3), some(b, 1)].toSorted((x, y) => (x.productId < y.productId ? -1 : 1));
    expect(first.body.lines).toEqual(
      held.map(({ productId, quantity }) => ({ productId, requested: quantity, held: quantity, available: 10 })),
    );
    await shop.hold(cartId, [some(a, 5)], 2);
    expect(await shop.stock(a)).toMatchObject({ quantityReserved: 5 });
    expect(await shop.stock(b)).toMatchObject({ quantityReserved: 0 });
    await shop.hold(cartId, [some(a, 1)], 3);
    expect(await shop.stock(a)).toMatchObject({ quantityReserved: 1 });
    expect((await shop.hold(cartId, [], 4)).body).toMatchObject({ lines: [], expiresAt: null });
    expect(await shop.stock(a)).toMatchObject({ quantityReserved: 0 });
  });

  it('is as large as stock allows and says what there is', async () => {
    const product = await shop.product(5);
    await shop.hold(newCart(), [some(product, 3)]);
    const { body } = await shop.hold(newCart(), [some(product, 4)]);
    expect(body.lines).toMatchObject([{ requested: 4, held: 2, available: 2 }]);
    expect((await shop.hold(newCart(), [some(product, 1)])).body).toMatchObject({
      lines: [{ held: 0, available: 0 }],
      expiresAt: null,
    });
  });

  it('changes nothing when a write is repeated, also at the same time', async () => {
    const product = await shop.product(10);
    const cartId = newCart();
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.hold(cartId, [some(product, 2)], 1)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const again = await shop.hold(cartId, [some(product, 2)], 1);
    expect(again.text).toBe(answers[0]?.text);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 2 });
  });

  it('ignores a write that a newer one has overtaken', async () => {
    const product = await shop.product(10);
    const cartId = newCart();
    await shop.hold(cartId, [some(product, 2)], 7);
    const late = await shop.hold(cartId, [some(product, 9)], 6);
    expect(late.body.lines).toMatchObject([{ requested: 9, held: 2, available: 10 }]);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 2 });
  });

  it('ends with the newest of many writes in any order', async () => {
    const product = await shop.product(100);
    const cartId = newCart();
    const versions = [3, 9, 1, 7, 2, 10, 5, 8, 4, 6];
    await Promise.all(versions.map((version) => shop.hold(cartId, [some(product, version)], version)));
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 10 });
  });

  it('is extended by activity as often as the settings say, and no longer than carts get', async () => {
    const product = await shop.product(10);
    const cartId = newCart();
    const first = (await shop.hold(cartId, [some(product, 1)], 1, 3000)).body;
    expect(first.extensionsLeft).toBe(2);
    expect(secondsUntil(first.expiresAt)).toBeLessThanOrEqual(1200);
    await shop.age(`cart_id = '${cartId}'`, 60);
    const second = (await shop.hold(cartId, [some(product, 2)], 2, 3000)).body;
    expect(second.extensionsLeft).toBe(1);
    expect(secondsUntil(second.expiresAt)).toBeGreaterThan(1150);
    await shop.age(`cart_id = '${cartId}'`, 60);
    await shop.hold(cartId, [some(product, 3)], 3, 3000);
    await shop.age(`cart_id = '${cartId}'`, 60);
    const last = (await shop.hold(cartId, [some(product, 4)], 4, 3000)).body;
    expect(last).toMatchObject({ extensionsLeft: 0, lines: [{ held: 4 }] });
    expect(secondsUntil(last.expiresAt)).toBeLessThanOrEqual(1141);
  });

  it('begins anew after its time', async () => {
    const product = await shop.product(2);
    const cartId = newCart();
    await shop.hold(cartId, [some(product, 2)], 1);
    await shop.age(`cart_id = '${cartId}'`, 3600);
    const again = (await shop.hold(cartId, [some(product, 2)], 2)).body;
    expect(again).toMatchObject({ lines: [{ held: 2 }], extensionsLeft: 2 });
    expect(secondsUntil(again.expiresAt)).toBeGreaterThan(800);
  });
});

it('a cart’s own overdue units count once: they are its own, not also free', async () => {
  const product = await shop.product(2);
  const cartId = newCart();
  await shop.hold(cartId, [some(product, 2)], 1, 60);
  await shop.age(`cart_id = '${cartId}'`, 61);
  const { body } = await shop.hold(cartId, [some(product, 3)], 2);
  expect(body.lines).toMatchObject([{ requested: 3, held: 2, available: 2 }]);
  expect(await topicsOf(cartId)).toEqual([]);
});

describe('releasing a cart', () => {
  it('gives everything back and tells so once', async () => {
    const [a, b] = [await shop.product(5), await shop.product(5)];
    const cartId = newCart();
    await shop.hold(cartId, [some(a, 2), some(b, 1)], 1);
    for (let again = 0; again < 2; again++) {
      expect((await shop.releaseCart(cartId, 2)).body).toMatchObject({ lines: [], expiresAt: null });
    }
    expect(await shop.stock(a)).toMatchObject({ quantityReserved: 0 });
    expect(await topicsOf(cartId)).toEqual(['reservation-released 1']);
    expect((await shop.events(cartId))[0]?.data).toMatchObject({ cartId, orderId: null });
  });

  it('keeps an older write that comes later from holding stock', async () => {
    const product = await shop.product(5);
    const cartId = newCart();
    await shop.releaseCart(cartId, 3);
    expect((await shop.hold(cartId, [some(product, 1)], 2)).body.lines).toMatchObject([{ held: 0 }]);
    expect((await shop.hold(cartId, [some(product, 1)], 3)).body.lines).toMatchObject([{ held: 0 }]);
    expect((await shop.hold(cartId, [some(product, 1)], 4)).body.lines).toMatchObject([{ held: 1 }]);
  });

  it('is ignored when a newer write has overtaken it', async () => {
    const product = await shop.product(5);
    const cartId = newCart();
    await shop.hold(cartId, [some(product, 1)], 5);
    expect((await shop.releaseCart(cartId, 4)).body.lines).toMatchObject([{ held: 1 }]);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 1 });
  });
});

describe('moving a guest’s holds to a user’s cart', () => {
  it('joins both without a gap, even when the shelf is empty', async () => {
    const product = await shop.product(5);
    const [guest, user] = [newCart(), newCart()];
    await shop.hold(guest, [some(product, 2)], 4);
    await shop.hold(user, [some(product, 3)], 8);
    const { version } = await shop.stock(product);
    const moved = await shop.move(guest, user, [some(product, 5)], 9);
    expect(moved.body).toMatchObject({ cartId: user, lines: [{ requested: 5, held: 5, available: 5 }] });
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 5, version });
    expect((await shop.move(guest, user, [some(product, 5)], 9)).text).toBe(moved.text);
    expect((await shop.hold(guest, [some(product, 2)], 4)).body.lines).toMatchObject([{ held: 0 }]);
  });

  it('never lets the units go, whoever waits for them', async () => {
    const product = await shop.product(3);
    const guest = newCart();
    await shop.hold(guest, [some(product, 3)], 1);
    const user = newCart();
    const others = Array.from({ length: 10 }, () => shop.hold(newCart(), [some(product, 1)]));
    const [moved, ...rest] = await Promise.all([shop.move(guest, user, [some(product, 3)], 1), ...others]);
    expect(moved.body.lines).toMatchObject([{ held: 3 }]);
    for (const { body } of rest) expect(body.lines).toMatchObject([{ held: 0 }]);
  });

  it('back and forth at the same time loses nothing', async () => {
    const product = await shop.product(10);
    const [one, two] = [newCart(), newCart()];
    await shop.hold(one, [some(product, 2)], 1);
    await shop.hold(two, [some(product, 3)], 1);
    const wish = [some(product, 5)];
    const moves = Array.from({ length: 10 }, (_, index) =>
      index % 2 === 0 ? shop.move(one, two, wish, index + 2) : shop.move(two, one, wish, index + 2),
    );
    for (const { status } of await Promise.all(moves)) expect(status).toBe(200);
    expect((await shop.stock(product)).quantityReserved).toBeGreaterThanOrEqual(5);
  });

  it('into itself is refused', async () => {
    const cartId = newCart();
    expect(await shop.move(cartId, cartId, [])).toMatchObject({ status: 400 });
  });
});

it('an order from a cart is not in its own way when everything is taken', async () => {
  const product = await shop.product(1);
  const [cartId, orderId] = [newCart(), newOrder()];
  await shop.hold(cartId, [some(product, 1)]);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      index % 2 === 0 ? shop.reserve(orderId, [some(product, 1)], cartId) : shop.hold(newCart(), [some(product, 1)]),
    ),
  );
  expect(answers.filter(({ body }) => 'outcome' in body).map(({ body }) => body)).toEqual(
    Array(4).fill(expect.objectContaining({ outcome: 'reserved' })),
  );
});
