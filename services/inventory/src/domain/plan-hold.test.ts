import { describe, expect, it } from '@jest/globals';
import type { ProductId, ReservationLine } from '@arcade/contracts';
import * as fc from 'fast-check';
import { named } from './named.fixture.ts';
import { planHold, sumLines, type HoldPlan } from './plan-hold.ts';
import type { HeldRow } from './reservation.ts';
import type { Stock } from './stock.ts';

const [p1, p2, p3] = [named<ProductId>('p1'), named<ProductId>('p2'), named<ProductId>('p3')];
const products = [p1, p2, p3];
const stockOf = (productId: ProductId, levels: Partial<Stock>): Stock => ({
  inventoryId: named(`i-${productId}`),
  productId,
  merchantId: named('m'),
  onHand: 0,
  reserved: 0,
  overdue: 0,
  listed: true,
  guestsHold: false,
  version: 1,
  lastUpdated: new Date(0),
  ...levels,
});
const shelf = (...stocks: readonly Stock[]) => new Map(stocks.map((stock) => [stock.productId, stock]));
const row = (id: string, productId: ProductId, quantity: number): HeldRow => ({
  reservationId: named(id),
  productId,
  quantity,
});

describe('a plan', () => {
  it('adds up lines that share a product', () => {
    const lines = [
      { productId: p2, quantity: 2 },
      { productId: p1, quantity: 1 },
      { productId: p2, quantity: 3 },
    ];
    expect(sumLines(lines)).toEqual([
      { productId: p1, quantity: 1 },
      { productId: p2, quantity: 5 },
    ]);
    const plan = planHold(lines, [], shelf(stockOf(p1, { onHand: 9 }), stockOf(p2, { onHand: 4 })));
    expect(plan.shortages).toEqual([{ productId: p2, requested: 5, available: 4 }]);
  });

  it('needs nothing from the shelf when everything is held already', () => {
    const plan = planHold(
      [{ productId: p1, quantity: 3 }],
      [row('r', p1, 3)],
      shelf(stockOf(p1, { onHand: 3, reserved: 3 })),
    );
    expect(plan).toMatchObject({ shortages: [], deltas: [], dropped: [], added: [] });
    expect(plan.kept).toEqual([row('r', p1, 3)]);
  });

  it('makes one row of several of a product', () => {
    const held = [row('a', p1, 2), row('b', p1, 1)];
    const plan = planHold([{ productId: p1, quantity: 3 }], held, shelf(stockOf(p1, { onHand: 3, reserved: 3 })));
    expect(plan.kept).toEqual([row('a', p1, 3)]);
    expect(plan.dropped).toEqual([row('b', p1, 1)]);
    expect(plan.deltas).toEqual([]);
  });

  it('counts overdue units as free and says that they have to be swept first', () => {
    const wanted = [{ productId: p1, quantity: 4 }];
    const plan = planHold(wanted, [], shelf(stockOf(p1, { onHand: 5, reserved: 5, overdue: 4 })));
    expect(plan.shortages).toEqual([]);
    expect(plan.toSweep).toEqual([p1]);
  });

  it('does not sweep while there is enough without it', () => {
    const plan = planHold(
      [{ productId: p1, quantity: 1 }],
      [],
      shelf(stockOf(p1, { onHand: 5, reserved: 4, overdue: 4 })),
    );
    expect(plan.toSweep).toEqual([]);
  });

  it('has nothing of a product that inventory does not know', () => {
    const plan = planHold([{ productId: p3, quantity: 2 }], [], shelf());
    expect(plan).toMatchObject({
      lines: [{ productId: p3, requested: 2, held: 0, available: 0 }],
      added: [],
      deltas: [],
    });
  });
});

/** What should be true, told without rows: units on hand, and who holds how many. */
interface Model {
  readonly onHand: Map<ProductId, number>;
  readonly held: Map<string, Map<ProductId, number>>;
}

/** What plans make of it: rows and the two counters. */
interface Real {
  readonly stock: Map<ProductId, Stock>;
  readonly rows: Map<string, readonly HeldRow[]>;
  ids: number;
}

type Wish = { readonly owner: string; readonly lines: readonly ReservationLine[] };

const heldBy = (model: Model, owner: string, productId: ProductId) => model.held.get(owner)?.get(productId) ?? 0;
const reservedIn = (model: Model, productId: ProductId) =>
  [...model.held.keys()].reduce((sum, owner) => sum + heldBy(model, owner, productId), 0);

function apply(real: Real, owner: string, plan: HoldPlan): void {
  const added = plan.added.map(({ productId, quantity }) => row(`r${++real.ids}`, productId, quantity));
  real.rows.set(owner, [...plan.kept, ...added]);
  for (const { productId, onHand, reserved } of plan.deltas) {
    const stock = real.stock.get(productId) ?? stockOf(productId, {});
    real.stock.set(productId, { ...stock, onHand: stock.onHand + onHand, reserved: stock.reserved + reserved });
  }
}

function check(model: Model, real: Real): void {
  for (const productId of products) {
    const { onHand = 0, reserved = 0 } = real.stock.get(productId) ?? {};
    expect(reserved).toBe(reservedIn(model, productId));
    expect(reserved).toBeGreaterThanOrEqual(0);
    expect(reserved).toBeLessThanOrEqual(onHand);
    for (const [owner, rows] of real.rows) {
      const own = rows.filter((held) => held.productId === productId);
      expect(own.length).toBeLessThanOrEqual(1);
      expect(own[0]?.quantity ?? 0).toBe(heldBy(model, owner, productId));
    }
  }
}

class Hold implements fc.Command<Model, Real> {
  readonly wish: Wish;
  readonly takesFrom: string | undefined;

  constructor(wish: Wish, takesFrom?: string) {
    this.wish = wish;
    this.takesFrom = takesFrom === wish.owner ? undefined : takesFrom;
  }
  check = () => true;
  run(model: Model, real: Real): void {
    const { owner, lines } = this.wish;
    const from = this.takesFrom;
    const rows = [...(real.rows.get(owner) ?? []), ...(from === undefined ? [] : (real.rows.get(from) ?? []))];
    const plan = planHold(lines, rows, real.stock);
    const expected = new Map<ProductId, number>();
    for (const { productId, quantity } of sumLines(lines)) {
      const own = heldBy(model, owner, productId) + (from === undefined ? 0 : heldBy(model, from, productId));
      const free = (model.onHand.get(productId) ?? 0) - reservedIn(model, productId);
      expected.set(productId, Math.min(quantity, own + free));
    }
    if (from !== undefined) {
      model.held.set(from, new Map());
      real.rows.set(from, []);
    }
    model.held.set(owner, expected);
    apply(real, owner, plan);
    for (const line of plan.lines) expect(line.held).toBe(expected.get(line.productId));
    expect(plan.shortages.length === 0).toBe(plan.lines.every(({ held, requested }) => held === requested));
    check(model, real);
  }
  toString = () => `hold(${JSON.stringify(this.wish)}, from ${this.takesFrom})`;
}

const quantities = fc.integer({ min: 1, max: 6 });
const lines = fc.array(fc.record({ productId: fc.constantFrom(...products), quantity: quantities }), { maxLength: 5 });
const owners = fc.constantFrom('cart-a', 'cart-b', 'cart-c', 'order-a');
const wishes = fc.record({ owner: owners, lines });

it('holds of several owners never exceed the shelf, add up, and give each as much as there is', () => {
  const commands = fc.commands(
    [wishes.map((wish) => new Hold(wish)), fc.tuple(wishes, owners).map(([wish, from]) => new Hold(wish, from))],
    { maxCommands: 30 },
  );
  fc.assert(
    fc.property(fc.tuple(fc.nat(12), fc.nat(12)), commands, ([first, second], run) => {
      // The third product is one that inventory does not know.
      const setup = () => ({
        model: {
          onHand: new Map([
            [p1, first],
            [p2, second],
          ]),
          held: new Map(),
        } satisfies Model,
        real: {
          stock: shelf(stockOf(p1, { onHand: first }), stockOf(p2, { onHand: second })),
          rows: new Map(),
          ids: 0,
        } satisfies Real,
      });
      fc.modelRun(setup, run);
    }),
    { numRuns: 300 },
  );
});

it('a plan carried out needs no further change', () => {
  fc.assert(
    fc.property(lines, fc.nat(10), (wanted, onHand) => {
      const real: Real = { stock: shelf(stockOf(p1, { onHand }), stockOf(p2, { onHand })), rows: new Map(), ids: 0 };
      apply(real, 'cart', planHold(wanted, [], real.stock));
      const again = planHold(wanted, real.rows.get('cart') ?? [], real.stock);
      expect(again).toMatchObject({ added: [], dropped: [], deltas: [], kept: real.rows.get('cart') });
    }),
  );
});
