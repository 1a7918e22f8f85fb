import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryApi, type CartId, type Holder, type ReservationLine } from '@arcade/contracts';
import { call } from '@arcade/testing';
import { newCart, newOrder, openInventory, some, type InventoryUnderTest } from './inventory-under-test.fixture.ts';

let shop: InventoryUnderTest;
beforeAll(async () => {
  shop = await openInventory();
});
afterAll(() => shop.close());

const networkOf = (name: string) => name.padEnd(22, '.');
const guest = (network = 'home'): Holder => ({ trust: 'guest', network: networkOf(network) });
const member: Holder = { trust: 'member' };

const hold = async (holder: Holder, cartId: CartId, lines: readonly ReservationLine[], cartVersion = 1) => {
  const body = { lines: [...lines], cartVersion, ttlSeconds: 900, holder };
  return (await call(shop.origin, inventoryApi.putCartHold, { caller: 'carts', params: { cartId }, body })).body;
};
const heldOf = ({ lines }: Awaited<ReturnType<typeof hold>>) => lines.map(({ held }) => held);

describe('what carts may hold', () => {
  it('is ten of 49 for a guest who wants 999, and the answer says why', async () => {
    const product = await shop.product(49);
    expect((await hold(guest(), newCart(), [some(product, 999)])).lines).toEqual([
      { productId: product.productId, requested: 999, held: 10, available: 49, quota: { allowed: 10, by: 'cart' } },
    ]);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 10 });
  });

  it('is counted over all guests of a network, also when they come at the same time', async () => {
    const product = await shop.product(200);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => hold(guest('cafe'), newCart(), [some(product, 9)])),
    );
    expect(answers.flatMap(heldOf).reduce((sum, held) => sum + held, 0)).toBe(30);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 30 });
    expect(heldOf(await hold(guest('elsewhere'), newCart(), [some(product, 9)]))).toEqual([9]);
  });

  it('comes back to the network when a hold ends, is made smaller or goes to somebody who signs in', async () => {
    const product = await shop.product(200);
    const carts = [newCart(), newCart(), newCart()];
    for (const cartId of carts) await hold(guest('flat'), cartId, [some(product, 10)]);
    const next = newCart();
    const held = async (version: number) => heldOf(await hold(guest('flat'), next, [some(product, 10)], version))[0];
    expect(await held(1)).toBe(0);
    const [first, second, third] = carts as [CartId, CartId, CartId];
    await hold(guest('flat'), first, [some(product, 7)], 2);
    expect(await held(2)).toBe(3);
    await shop.releaseCart(second, 1);
    expect(await held(3)).toBe(10);
    await shop.move(third, newCart(), [some(product, 10)]);
    expect(heldOf(await hold(guest('flat'), newCart(), [some(product, 10)]))).toEqual([10]);
  });

  it('leaves a quarter of a product to those who are known, however many networks there are', async () => {
    const product = await shop.product(40);
    for (let n = 0; n < 8; n++) await hold(guest(`botnet-${n}`), newCart(), [some(product, 10)]);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 30, quantitySellable: 10 });
  });

  it('forgets the network with the hold', async () => {
    const product = await shop.product(9);
    const cartId = newCart();
    await hold(guest('gone'), cartId, [some(product, 2)]);
    await shop.releaseCart(cartId, 1);
    expect(await shop.query(`SELECT 1 FROM reservation WHERE guest_network = '${networkOf('gone')}'`)).toEqual([]);
  });
});

describe('guests give way', () => {
  it('to a cart of somebody who has signed in, with what is missing and no more', async () => {
    const product = await shop.product(8);
    const [first, last, mine] = [newCart(), newCart(), newCart()];
    await hold(guest('a'), first, [some(product, 3)]);
    await hold(guest('b'), last, [some(product, 3)]);
    expect(heldOf(await hold(member, mine, [some(product, 4)]))).toEqual([4]);
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 8 });
    expect((await shop.events(last)).map(({ topic, data }) => [topic, data['lines']])).toEqual([
      ['reservation-released', [{ productId: product.productId, quantity: 2 }]],
    ]);
    expect(await shop.events(first)).toEqual([]);
    // Asked again, the guest's cart holds what is left to it, and nobody else gives way to a guest.
    expect(heldOf(await hold(guest('b'), last, [some(product, 3)], 1))).toEqual([1]);
  });

  it('to an order, all at once or not at all', async () => {
    const product = await shop.product(4);
    await hold(guest(), newCart(), [some(product, 3)]);
    const [tooMuch, order] = [newOrder(), newOrder()];
    expect((await shop.reserve(tooMuch, [some(product, 5)])).body.outcome).toBe('rejected');
    expect(await shop.stock(product)).toMatchObject({ quantityReserved: 3 });
    expect((await shop.reserve(order, [some(product, 4)])).body.outcome).toBe('reserved');
    expect((await shop.commit(order)).body.outcome).toBe('committed');
  });

  it('but those who have signed in do not', async () => {
    const product = await shop.product(3);
    await hold(member, newCart(), [some(product, 3)]);
    expect(heldOf(await hold({ trust: 'buyer' }, newCart(), [some(product, 1)]))).toEqual([0]);
    expect((await shop.reserve(newOrder(), [some(product, 1)])).body.outcome).toBe('rejected');
  });
});

it('of ten units that a hundred buyers want all are sold, whatever guests do meanwhile', async () => {
  const product = await shop.product(10);
  const guests = Array.from({ length: 20 }, (_, n) => ({ cartId: newCart(), holder: guest(`bot-${n}`) }));
  for (const { cartId, holder } of guests) await hold(holder, cartId, [some(product, 5)]);
  expect((await shop.stock(product)).quantitySellable).toBe(2);
  const over = new AbortController();
  const harass = async ({ cartId, holder }: (typeof guests)[number]) => {
    for (let version = 2; !over.signal.aborted; version++) await hold(holder, cartId, [some(product, 5)], version);
  };
  const buy = async () => {
    const [cartId, orderId] = [newCart(), newOrder()];
    await hold(member, cartId, [some(product)]);
    const { outcome } = (await shop.reserve(orderId, [some(product)], cartId, 900, 1)).body;
    return outcome === 'reserved' ? (await shop.commit(orderId)).body.outcome : outcome;
  };
  const harassed = guests.map(harass);
  const outcomes = await Promise.all(Array.from({ length: 100 }, buy));
  over.abort();
  await Promise.all(harassed);
  expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(10);
  expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(90);
  expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 0, quantityReserved: 0 });
}, 60_000);
