import { describe, expect, test } from '@jest/globals';
import { DomainError } from '@arcade/contracts';
import { amountOf, billLeft } from './bill.ts';
import { partsByHand, type HandRefund } from './by-hand.ts';
import { requireWithin, type GivenUpLine } from './given-up.ts';
import { Account, bill, id, pair, single, refundOf } from './refund-account.fixture.ts';

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
