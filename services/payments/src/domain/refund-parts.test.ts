import { describe, expect, test } from '@jest/globals';
import { DomainError, type OrderItemId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { amountOf, billLeft, everything, proposal, type Bill, type BillLeft, type RefundParts } from './bill.ts';
import { partsByHand, type HandRefund } from './by-hand.ts';
import { partsGivenUp, requireWithin, type GivenUpLine } from './given-up.ts';
import type { Refund } from './order-account.ts';

const id = (n: number): OrderItemId => `01900000-0000-7000-8000-00000000000${n}`;
const [pair, single] = [id(1), id(2)];
const bill: Bill = {
  lines: [
    { orderItemId: pair, quantity: 2, paid: 2000 },
    { orderItemId: single, quantity: 1, paid: 700 },
  ],
  shipping: 300,
};
const refundOf = (parts: RefundParts, status: Refund['status'] = 'SUCCEEDED', amount = amountOf(parts)): Refund =>
  ({ ...parts, status, amount: { amount, currencyCode: 'USD' } }) as Refund;

/** An account that refunds draw on, as the lock of an order would have it. */
class Account {
  readonly refunds: Refund[] = [];
  readonly givenUp = new Map<OrderItemId, number>();
  readonly bill: Bill;
  constructor(of: Bill = bill) {
    this.bill = of;
  }
  get left(): BillLeft {
    return billLeft(this.bill, this.refunds);
  }
  get refundable(): number {
    return this.left.lines.reduce((sum, { moneyLeft }) => sum + moneyLeft, this.left.shippingLeft);
  }
  take(parts: RefundParts): RefundParts {
    this.refunds.push(refundOf(parts));
    return parts;
  }
  byHand(wish: Partial<HandRefund>) {
    return this.take(partsByHand(this.left, this.refundable, { amount: undefined, lines: [], shipping: 0, ...wish }));
  }
  cancel(orderItemId: OrderItemId, quantity: number) {
    this.givenUp.set(orderItemId, (this.givenUp.get(orderItemId) ?? 0) + quantity);
    return this.take(partsGivenUp(this.left, this.refundable, { lines: [{ orderItemId, quantity }], shipping: 0 }));
  }
  giveUp(orderItemId: OrderItemId, quantity: number, amount?: number) {
    const givenUp = (this.givenUp.get(orderItemId) ?? 0) + quantity;
    this.givenUp.set(orderItemId, givenUp);
    const line: GivenUpLine = { orderItemId, quantity, givenUp, amount };
    return this.take(partsGivenUp(this.left, this.refundable, { lines: [line], shipping: 0 }));
  }
}

const problemOf = (work: () => unknown): DomainError => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('It was not refused');
};

describe('a unit pays once', () => {
  test('when it is paid back by hand and returned afterwards', () => {
    const account = new Account();
    expect(amountOf(account.byHand({ amount: 1000, lines: [{ orderItemId: pair, quantity: 1 }] }))).toBe(1000);
    expect(amountOf(account.giveUp(pair, 1))).toBe(0);
    expect(amountOf(account.giveUp(pair, 1))).toBe(1000);
  });

  test('when it is returned and asked for by hand afterwards', () => {
    const account = new Account();
    account.giveUp(pair, 1);
    const lines = [{ orderItemId: pair, quantity: 2 }];
    expect(problemOf(() => account.byHand({ lines })).fields).toMatchObject({
      left: { orderItemId: pair, quantity: 1, amount: 1000 },
    });
  });

  test('when a return was worth nothing to the shop, whoever asks for it again', () => {
    const account = new Account();
    expect(account.giveUp(pair, 1, 0).lines).toEqual([{ orderItemId: pair, quantity: 1, amount: 0 }]);
    account.byHand({ lines: [{ orderItemId: pair, quantity: 1 }] });
    expect(amountOf(account.giveUp(pair, 1))).toBe(0);
    expect(account.left.lines[0]).toMatchObject({ unitsLeft: 0, moneyLeft: 1000 });
  });

  test('when all was given back without naming anything', () => {
    const account = new Account();
    expect(account.byHand({})).toEqual({
      lines: [
        { orderItemId: pair, quantity: 2, amount: 2000 },
        { orderItemId: single, quantity: 1, amount: 700 },
      ],
      shipping: 300,
    });
    expect(amountOf(account.giveUp(single, 1))).toBe(0);
  });

  test('and one whose refund the bank refused can be asked for again', () => {
    const parts = partsByHand(billLeft(bill, []), 3000, {
      amount: undefined,
      lines: [{ orderItemId: single, quantity: 1 }],
      shipping: 0,
    });
    expect(billLeft(bill, [refundOf(parts, 'FAILED')]).lines[1]).toMatchObject({ unitsLeft: 1, moneyLeft: 700 });
  });
});

test('units that are cancelled pay by themselves, beside one that was paid back by hand', () => {
  const account = new Account({ lines: [{ orderItemId: pair, quantity: 3, paid: 3000 }], shipping: 0 });
  account.byHand({ lines: [{ orderItemId: pair, quantity: 1 }] });
  expect(amountOf(account.cancel(pair, 1))).toBe(1000);
  // The one that was paid back is given up only now: nothing is due for it.
  expect(amountOf(account.giveUp(pair, 1))).toBe(0);
  expect(amountOf(account.giveUp(pair, 1))).toBe(1000);
});

test('whoever gives up a unit after another has taken what was paid back for it gets what is due', () => {
  const account = new Account({ lines: [{ orderItemId: pair, quantity: 3, paid: 3000 }], shipping: 0 });
  account.byHand({ lines: [{ orderItemId: pair, quantity: 1 }] });
  expect([1, 1, 1].map((units) => amountOf(account.giveUp(pair, units)))).toEqual([0, 1000, 1000]);
});

describe('money without units', () => {
  test('is spread over what is left, and returns get what stays of their line', () => {
    const account = new Account();
    expect(account.byHand({ amount: 1500 })).toEqual({
      lines: [
        { orderItemId: pair, quantity: 0, amount: 1000 },
        { orderItemId: single, quantity: 0, amount: 350 },
      ],
      shipping: 150,
    });
    expect([1, 1].map((units) => amountOf(account.giveUp(pair, units)))).toEqual([1000, 0]);
    expect(amountOf(account.giveUp(single, 1))).toBe(350);
  });

  test('of refunds that earlier versions put on no line counts as spread', () => {
    const old = refundOf({ lines: [{ orderItemId: pair, quantity: 1, amount: 0 }], shipping: 0 }, 'SUCCEEDED', 1500);
    expect(billLeft(bill, [old])).toMatchObject({
      lines: [
        { unitsLeft: 1, moneyLeft: 1000 },
        { unitsLeft: 1, moneyLeft: 350 },
      ],
      shippingLeft: 150,
    });
  });

  test('can be for shipping alone, but not for more than that has cost', () => {
    const account = new Account();
    expect(account.byHand({ shipping: 200 })).toEqual({ lines: [], shipping: 200 });
    expect(problemOf(() => account.byHand({ shipping: 101 })).fields).toMatchObject({
      errors: [{ pointer: '/shipping' }],
      shippingLeft: 100,
    });
  });
});

describe('lines of a refund by hand', () => {
  const refuse = (wish: Partial<HandRefund>) => problemOf(() => new Account().byHand(wish));

  test.each<[string, Partial<HandRefund>, string, string]>([
    ['an unknown line', { lines: [{ orderItemId: id(9), quantity: 1 }] }, 'invalid-request', '/lines/0/orderItemId'],
    ['99 units of 2', { lines: [{ orderItemId: pair, quantity: 99 }] }, 'refund-exceeds-line', '/lines/0/quantity'],
    [
      'three units of two in parts',
      {
        lines: [
          { orderItemId: pair, quantity: 2 },
          { orderItemId: pair, quantity: 1 },
        ],
      },
      'refund-exceeds-line',
      '/lines/1/quantity',
    ],
    [
      'more money than the line cost',
      { lines: [{ orderItemId: single, quantity: 1, amount: 701 }] },
      'refund-exceeds-line',
      '/lines/0/amount',
    ],
    [
      'a whole above its lines',
      { amount: 701, lines: [{ orderItemId: single, quantity: 1 }] },
      'refund-exceeds-line',
      '/amount',
    ],
    [
      'a whole and a part',
      { amount: 5, lines: [{ orderItemId: single, quantity: 1, amount: 5 }] },
      'invalid-request',
      '/amount',
    ],
    ['a whole below its shipping', { amount: 5, shipping: 6 }, 'invalid-request', '/amount'],
  ])('are refused for %s', (_, wish, code, pointer) => {
    const problem = refuse(wish);
    expect(problem.code).toBe(code);
    expect(problem.fields).toMatchObject({ errors: [{ pointer }] });
  });

  test('cost what they have cost, may be less, and more as far as their lines have it', () => {
    const lines = [{ orderItemId: pair, quantity: 1 }];
    const amounts = (wish: Partial<HandRefund>) => {
      const account = new Account();
      account.byHand({ lines, ...wish });
      return account.left.lines[0];
    };
    expect(amounts({})).toMatchObject({ unitsLeft: 1, moneyLeft: 1000 });
    expect(amounts({ amount: 400 })).toMatchObject({ unitsLeft: 1, moneyLeft: 1600 });
    expect(amounts({ amount: 1600 })).toMatchObject({ unitsLeft: 1, moneyLeft: 400 });
    expect(amounts({ amount: 1600, shipping: 300 })).toMatchObject({ unitsLeft: 1, moneyLeft: 700 });
  });
});

test('what a return is to give instead of the proposal is refused beyond what is left', () => {
  const left = billLeft(bill, []);
  const line = { orderItemId: pair, quantity: 1, givenUp: 1 };
  const problem = (lines: readonly GivenUpLine[], shipping = 0) =>
    problemOf(() => requireWithin(left, { lines, shipping }));
  expect(problem([{ ...line, amount: 2001 }])).toMatchObject({ code: 'refund-exceeds-line' });
  expect(
    problem([
      { ...line, amount: 1200 },
      { ...line, amount: 900 },
    ]).fields,
  ).toMatchObject({
    errors: [{ pointer: '/lines/1/amount' }],
    left: { amount: 800 },
  });
  expect(problem([line], 301).fields).toMatchObject({ errors: [{ pointer: '/shipping' }] });
  expect(() => requireWithin(left, { lines: [{ ...line, amount: 2000 }], shipping: 300 })).not.toThrow();
});

/** Minor units as currencies of 0, 2 and 3 digits have them. */
const price = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 99_999 }), fc.nat(9_000_000_000));
const bills: fc.Arbitrary<Bill> = fc.record({
  lines: fc
    .array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), paid: price }), { minLength: 1, maxLength: 4 })
    .map((lines) => lines.map((line, n) => ({ ...line, orderItemId: id(n) }))),
  shipping: price,
});
const part = fc.double({ min: 0, max: 1.2, noNaN: true });
const acts = fc.array(
  fc.record({
    kind: fc.constantFrom('lines', 'amount', 'shipping', 'give-up', 'give-up-for', 'cancel', 'fail', 'succeed'),
    line: fc.nat(3),
    units: fc.integer({ min: 1, max: 10 }),
    part,
  }),
  { maxLength: 25 },
);
type Act = (typeof acts extends fc.Arbitrary<infer Acts> ? Acts : never) extends readonly (infer One)[] ? One : never;

/** What people and sagas may try; refusals are theirs. */
function perform(account: Account, act: Act): void {
  const line = account.bill.lines[act.line % account.bill.lines.length];
  if (line === undefined) return;
  const { orderItemId } = line;
  const units = Math.min(act.units, line.quantity - (account.givenUp.get(orderItemId) ?? 0));
  const some = (of: number) => Math.floor(of * act.part);
  const tries: Record<Act['kind'], () => unknown> = {
    lines: () => account.byHand({ lines: [{ orderItemId, quantity: act.units }] }),
    amount: () => account.byHand({ amount: some(account.refundable) }),
    shipping: () => account.byHand({ shipping: some(account.bill.shipping) }),
    'give-up': () => units > 0 && account.giveUp(orderItemId, units),
    'give-up-for': () => units > 0 && account.giveUp(orderItemId, units, some(line.paid)),
    cancel: () => units > 0 && account.cancel(orderItemId, units),
    fail: () => move(account, 'SUCCEEDED', 'FAILED'),
    succeed: () => undefined,
  };
  try {
    tries[act.kind]();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

function move(account: Account, from: Refund['status'], to: Refund['status']): void {
  const at = account.refunds.findLastIndex(({ status }) => status === from);
  const refund = account.refunds[at];
  if (refund !== undefined) account.refunds[at] = { ...refund, status: to };
}

const drawn = (account: Account, of: (parts: RefundParts) => number) =>
  account.refunds.filter(({ status }) => status === 'SUCCEEDED').reduce((sum, refund) => sum + of(refund), 0);
const onLine = (orderItemId: OrderItemId, field: 'quantity' | 'amount') => (parts: RefundParts) =>
  parts.lines.filter((one) => one.orderItemId === orderItemId).reduce((sum, one) => sum + one[field], 0);

describe('whatever refunds, returns and cancellations come in whatever order', () => {
  test('no line, not shipping and not the whole give back more than they cost, and no unit twice', () => {
    fc.assert(
      fc.property(bills, acts, (of, story) => {
        const account = new Account(of);
        for (const act of story) perform(account, act);
        for (const { orderItemId, paid, quantity } of of.lines) {
          expect(drawn(account, onLine(orderItemId, 'amount'))).toBeLessThanOrEqual(paid);
          expect(drawn(account, onLine(orderItemId, 'quantity'))).toBeLessThanOrEqual(quantity);
        }
        expect(drawn(account, ({ shipping }) => shipping)).toBeLessThanOrEqual(of.shipping);
        const parts = account.refunds.flatMap(({ lines, shipping }) => [
          shipping,
          ...lines.map(({ amount }) => amount),
        ]);
        expect(parts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('goods that all come back as proposed have given back exactly what they cost', () => {
    const plain = acts.map((story) =>
      story.filter(({ kind }) => kind !== 'give-up-for' && kind !== 'fail' && kind !== 'cancel'),
    );
    fc.assert(
      fc.property(bills, plain, (of, story) => {
        const account = new Account(of);
        for (const act of story) perform(account, act);
        for (const { orderItemId, quantity } of of.lines) {
          for (let unit = account.givenUp.get(orderItemId) ?? 0; unit < quantity; unit++)
            account.giveUp(orderItemId, 1);
        }
        for (const { orderItemId, paid } of of.lines) expect(drawn(account, onLine(orderItemId, 'amount'))).toBe(paid);
      }),
      { numRuns: 200 },
    );
  });

  test('shares of a line are what it cost, however it is taken apart', () => {
    fc.assert(
      fc.property(bills, (of) => {
        const [line] = billLeft(of, []).lines;
        if (line === undefined) return;
        const shares = Array.from({ length: line.quantity }, (_, taken) =>
          proposal({ ...line, unitsLeft: line.quantity - taken }, 1),
        );
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(line.paid);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('all that is left is all, to the last minor unit', () => {
    fc.assert(
      fc.property(bills, acts, (of, story) => {
        const account = new Account(of);
        for (const act of story) perform(account, act);
        const { refundable } = account;
        expect(amountOf(everything(account.left, refundable))).toBe(refundable);
      }),
    );
  });
});
