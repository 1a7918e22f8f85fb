import { randomInt } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { CartId, OrderId } from '@arcade/contracts';
import type { StockedProduct } from '@arcade/testing';
import { newCart, newOrder, openInventory, some, type InventoryUnderTest } from './inventory-under-test.fixture.ts';

/** Stands in the names of the tests that throw dice: with ARCADE_TEST_SEED they throw the same again. */
const seed = Number(process.env['ARCADE_TEST_SEED'] ?? randomInt(2 ** 31));

/** Numbers that follow from a seed (mulberry32). */
function diceOf(start: number) {
  let state = start;
  const next = () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random = (below: number) => Math.floor(next() * below);
  return {
    random,
    pick: <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item,
    shuffled: <Item>(items: readonly Item[]): Item[] =>
      items
        .map((item) => [next(), item] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, item]) => item),
  };
}
type Dice = ReturnType<typeof diceOf>;

/** Runs work for each item, some at a time. */
async function inParallel<Item, Result>(
  clients: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const left = [...items.entries()];
  const results: Result[] = [];
  const client = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return results;
}

const open = () => openInventory({ background: true, settings: { SWEEP_INTERVAL_MS: '50' } });

it('32 clients on one product sell each of its 1,500 units exactly once', async () => {
  const shop = await open();
  const product = await shop.product(1500);
  const orders = Array.from({ length: 1800 }, newOrder);
  const outcomes = await inParallel(
    32,
    orders,
    async (id) => (await shop.reserve(id, [some(product, 1)])).body.outcome,
  );
  expect(outcomes.filter((outcome) => outcome === 'reserved')).toHaveLength(1500);
  expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(300);
  expect(await shop.stock(product)).toMatchObject({ quantityReserved: 1500, quantitySellable: 0 });
  const sold = orders.filter((_, index) => outcomes[index] === 'reserved').slice(0, 200);
  const commits = await inParallel(32, sold, async (id) => (await shop.commit(id)).body.outcome);
  expect(new Set(commits)).toEqual(new Set(['committed']));
  expect(await shop.stock(product)).toMatchObject({ quantityAvailable: 1300, quantityReserved: 1300 });
  await shop.close();
}, 120_000);

it(`orders of four lines in any order never fail on each other (seed ${seed})`, async () => {
  const shop = await open();
  const products = await Promise.all(Array.from({ length: 6 }, () => shop.product(10_000)));
  const orders = Array.from({ length: 400 }, newOrder);
  const dice = diceOf(seed);
  const wishes = orders.map((id) => ({ id, lines: dice.shuffled(products).slice(0, 4) }));
  const answers = await inParallel(32, wishes, async ({ id, lines }) => {
    const wish = lines.map((product) => some(product, 2));
    const reserved = await shop.reserve(id, wish);
    return [reserved.body.outcome, (await shop.commit(id)).body.outcome];
  });
  expect(new Set(answers.map(String))).toEqual(new Set(['reserved,committed']));
  const left = await Promise.all(products.map((product) => shop.stock(product)));
  expect(left.reduce((sum, { quantityAvailable }) => sum + quantityAvailable, 0)).toBe(60_000 - 400 * 8);
  await shop.close();
}, 120_000);

it(`whatever is done at the same time, every unit is accounted for (seed ${seed})`, async () => {
  const shop = await open();
  const products = await Promise.all([4, 9, 30, 100].map((units) => shop.product(units)));
  const carts = Array.from({ length: 12 }, newCart);
  const orders = Array.from({ length: 25 }, newOrder);
  const dice = diceOf(seed);
  const steps = Array.from({ length: 1200 }, (_, version) =>
    randomStep(shop, dice, { products, carts, orders }, version + 1),
  );
  const statuses = await inParallel(32, steps, (step) => step());
  // Business refusals are fine; nothing may break, wait for ever or be too busy.
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  await shop.close();
}, 120_000);

interface World {
  readonly products: readonly StockedProduct[];
  readonly carts: readonly CartId[];
  readonly orders: readonly OrderId[];
}

function randomStep(shop: InventoryUnderTest, dice: Dice, { products, carts, orders }: World, version: number) {
  const { pick, random, shuffled } = dice;
  const product = pick(products);
  const [cart, other, order] = [pick(carts), pick(carts), pick(orders)];
  const lines = shuffled(products)
    .slice(0, 1 + random(3))
    .map((wanted) => some(wanted, 1 + random(4)));
  const ttl = pick([1, 1, 30]);
  const steps = [
    () => shop.hold(cart, lines, version, ttl),
    () => shop.hold(cart, lines, version, ttl),
    () => shop.reserve(order, lines, cart, ttl),
    () => shop.reserve(order, lines, undefined, ttl),
    () => shop.commit(order),
    () => shop.release(order),
    () => shop.releaseCart(cart, version),
    () => (cart === other ? shop.releaseCart(cart, version) : shop.move(cart, other, lines, version)),
    () => shop.adjust(product, 5 + random(60)),
  ];
  const step = pick(steps);
  return async () => (await step()).status;
}
