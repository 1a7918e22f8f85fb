import { describe, expect, it } from '@jest/globals';
import type { CodeProblem } from '@arcade/contracts';
import { maximumTotal } from './cart-limits.ts';
import type { PricedCart } from './price-cart.ts';
import { idOf, line, now, priced, promotion, tenPercent, usd } from './pricing-samples.fixture.ts';
import type { AppliedPromotion } from './promotion.ts';

const scopeOf = (n: number) => ({ scope: { productIds: [idOf(n)], categories: [] } });
const problemsOf = ({ codes }: PricedCart) => codes.map(({ problem }) => problem);

describe('promotions', () => {
  it('take a percentage of what is in scope', () => {
    const scope = { productIds: [], categories: ['chairs'] };
    const cart = priced([line(1, 1000, 1, ['chairs']), line(2, 500)], [promotion('CHAIRS', tenPercent, { scope })]);
    expect(cart).toMatchObject({ subtotal: 1500, discount: 100, total: 1400 });
    expect([...cart.discounts.values()]).toEqual([100, 0]);
    expect(priced([line(1, 1000), line(2, 500)], [promotion('IT', tenPercent, scopeOf(2))]).discount).toBe(50);
  });

  it('give an odd cent of equal lines to the same one, however they come', () => {
    const cent = [promotion('CENT', { type: 'fixed', amount: usd(1) })];
    const [one, two] = [line(1, 1000), line(2, 1000)];
    expect(priced([two, one], cent).discounts).toEqual(priced([one, two], cent).discounts);
  });

  it('take a fixed amount but never more than the goods cost', () => {
    const fixed = promotion('MINUS20', { type: 'fixed', amount: usd(2000) });
    expect(priced([line(1, 1500)], [fixed])).toMatchObject({ discount: 1500, total: 0 });
  });

  it('make the cheapest units free when enough are bought', () => {
    const offer = promotion('3FOR2', { type: 'buy-x-get-y', buyQuantity: 2, freeQuantity: 1 });
    expect(priced([line(1, 900, 2), line(2, 300, 3)], [offer]).discount).toBe(300);
    expect(priced([line(1, 900, 3), line(2, 300, 3)], [offer]).discount).toBe(600);
    expect(priced([line(1, 900, 3)], [offer]).discount).toBe(900);
    expect(problemsOf(priced([line(1, 900, 2)], [offer]))).toEqual([{ code: 'more-units-needed', missing: 1 }]);
    const chairs = { ...offer, scope: { productIds: [], categories: ['chairs'] } };
    expect(priced([line(1, 900, 3, ['chairs']), line(2, 300, 3)], [chairs]).discount).toBe(900);
  });

  it('make shipping free, which is counted as what the code takes off but not as a discount of lines', () => {
    const cart = priced([line(1, 1000)], [promotion('SHIP', { type: 'free-shipping' })], { flat: 499, freeFrom: 5000 });
    expect(cart).toMatchObject({ discount: 0, shipping: 0, total: 1000 });
    expect(cart.codes[0]).toMatchObject({ discount: 499, problem: null });
  });

  it('do not count when shipping is free already', () => {
    const cart = priced([line(1, 5000)], [promotion('SHIP', { type: 'free-shipping' })], { flat: 499, freeFrom: 5000 });
    expect(problemsOf(cart)).toEqual([{ code: 'shipping-is-free' }]);
  });

  it.each<[string, Partial<AppliedPromotion>, CodeProblem]>([
    [
      'a cart below the minimum',
      { minimumSubtotal: usd(2000) },
      { code: 'below-minimum', minimum: usd(2000), missing: usd(1000) },
    ],
    [
      'another currency',
      { minimumSubtotal: { amount: 1, currencyCode: 'EUR' } },
      { code: 'other-currency', currencyCode: 'EUR' },
    ],
    [
      'a start in the future',
      { startsAt: new Date('2026-05-02') },
      { code: 'not-started', startsAt: '2026-05-02T00:00:00.000Z' },
    ],
    ['an end in the past', { endsAt: now }, { code: 'ended', endedAt: now.toISOString() }],
    ['a promotion switched off', { active: false }, { code: 'switched-off' }],
    ['no use left', { usageLimit: 3, timesUsed: 3 }, { code: 'used-up' }],
    ['no use left for this user', { usageLimitPerUser: 1, timesUsedByUser: 1 }, { code: 'used-by-you', times: 1 }],
    [
      'an amount in another currency',
      { rule: { type: 'fixed', amount: { amount: 1, currencyCode: 'EUR' } } },
      { code: 'other-currency', currencyCode: 'EUR' },
    ],
    [
      'nothing in scope',
      { scope: { productIds: [], categories: ['x'] }, minimumSubtotal: usd(2000) },
      { code: 'nothing-in-scope' },
    ],
  ])('do not apply with %s, and say what would change it', (_case, terms, problem) => {
    const cart = priced([line(1, 1000)], [promotion('CODE', tenPercent, terms)]);
    expect(cart).toMatchObject({ discount: 0, total: 1000 });
    expect(problemsOf(cart)).toEqual([problem]);
  });

  it.each<[string, Partial<AppliedPromotion>]>([
    ['from the moment they start', { startsAt: now }],
    ['before they end', { endsAt: new Date(now.getTime() + 1) }],
    ['with the minimum', { minimumSubtotal: usd(1000) }],
    ['with a use left', { usageLimit: 3, timesUsed: 2, usageLimitPerUser: 2, timesUsedByUser: 1 }],
  ])('apply %s', (_case, terms) => {
    expect(priced([line(1, 1000)], [promotion('CODE', tenPercent, terms)]).discount).toBe(100);
  });

  it('say of an empty cart, which ships nothing, what it needs first', () => {
    const minimum = promotion('MINIMUM', tenPercent, { minimumSubtotal: usd(2000) });
    const cart = priced([], [promotion('TEN', tenPercent), minimum], { flat: 499, freeFrom: null });
    expect(problemsOf(cart)).toEqual([
      { code: 'nothing-in-scope' },
      { code: 'below-minimum', minimum: usd(2000), missing: usd(2000) },
    ]);
    expect(cart.total).toBe(0);
  });

  it('take nothing from a cart that is dearer than an order can be', () => {
    const cent = [promotion('CENT', { type: 'fixed', amount: usd(1) })];
    expect(problemsOf(priced([line(1, maximumTotal)], cent))).toEqual([null]);
    expect(problemsOf(priced([line(1, maximumTotal + 1)], cent))).toEqual([{ code: 'takes-nothing' }]);
  });

  it('say how many units are missing of those in scope, also beside a code that applies', () => {
    const scope = { productIds: [], categories: ['chairs'] };
    const offer = promotion(
      '5+1',
      { type: 'buy-x-get-y', buyQuantity: 5, freeQuantity: 1 },
      { scope, stackable: false },
    );
    const cart = priced([line(1, 900, 2, ['chairs']), line(2, 900, 9)], [offer, promotion('TEN', tenPercent)]);
    expect(problemsOf(cart)).toEqual([{ code: 'more-units-needed', missing: 4 }, null]);
  });

  it('are left out when they would cost more than they take: five things, free shipping from 5000, one cent off', () => {
    const rate = { flat: 499, freeFrom: 5000 };
    for (const stackable of [true, false]) {
      const cent = promotion('CENT', { type: 'fixed', amount: usd(1) }, { stackable });
      const cart = priced([line(1, 1000, 5)], [cent], rate);
      expect(cart).toMatchObject({ total: 5000, discount: 0, shipping: 0 });
      expect(problemsOf(cart)).toEqual([{ code: 'costs-more', by: usd(498) }]);
    }
  });

  it('apply in part when the others of them would cost more', () => {
    const rate = { flat: 499, freeFrom: 5000 };
    const cent = promotion('CENT', { type: 'fixed', amount: usd(1) });
    const half = promotion('HALF', { type: 'percentage', basisPoints: 5000 });
    const gift = promotion('GIFT', { type: 'fixed', amount: usd(100) }, scopeOf(2));
    const cart = priced([line(1, 1000, 5), line(2, 100)], [cent, gift], rate);
    expect(cart).toMatchObject({ total: 5000, shipping: 0 });
    expect(problemsOf(cart)).toEqual([{ code: 'costs-more', by: usd(498) }, null]);
    expect(problemsOf(priced([line(1, 1000, 5)], [cent, half], rate))).toEqual([null, null]);
  });

  it('spend no use on a code that takes nothing off beside others', () => {
    const all = promotion('ALL', { type: 'percentage', basisPoints: 10_000 });
    expect(problemsOf(priced([line(1, 1000)], [promotion('TEN', tenPercent), all]))).toEqual([
      { code: 'takes-nothing' },
      null,
    ]);
    expect(problemsOf(priced([line(1, 1000)], [promotion('A', tenPercent), all]))).toEqual([
      { code: 'takes-nothing' },
      null,
    ]);
  });

  it('of equally good ones apply in the order of their codes', () => {
    const alone = (code: string) => promotion(code, tenPercent, { stackable: false });
    expect(problemsOf(priced([line(1, 1000)], [alone('B'), alone('A')]))).toEqual([
      { code: 'not-combinable', with: ['A'] },
      null,
    ]);
    const both = priced([line(1, 1000)], [promotion('B', tenPercent), promotion('A', tenPercent)]);
    expect(both.codes.map(({ discount }) => discount)).toEqual([90, 100]);
  });

  it('that would help nothing by themselves say so, beside one that stands alone, too', () => {
    const alone = promotion('ALONE', { type: 'percentage', basisPoints: 3000 }, { stackable: false });
    const crumb = promotion('CRUMB', { type: 'percentage', basisPoints: 1 }, scopeOf(2));
    const cent = promotion('CENT', { type: 'fixed', amount: usd(1) });
    const ship = promotion('SHIP', { type: 'free-shipping' });
    const lines = [line(1, 1000, 5), line(2, 10)];
    expect(problemsOf(priced(lines, [alone, crumb, ship], { flat: 499, freeFrom: 1000 }))).toEqual([
      null,
      { code: 'takes-nothing' },
      { code: 'shipping-is-free' },
    ]);
    expect(problemsOf(priced([line(1, 1000, 5)], [alone, cent], { flat: 499, freeFrom: 5000 }))).toEqual([
      null,
      { code: 'costs-more', by: usd(498) },
    ]);
  });

  it('take off what the ones before have left', () => {
    const cart = priced([line(1, 1000)], [promotion('A', tenPercent), promotion('B', tenPercent)]);
    expect(cart.codes.map(({ discount }) => discount)).toEqual([100, 90]);
  });

  it('that do not stack stand alone when the shopper pays less so', () => {
    const alone = promotion('ALONE', { type: 'percentage', basisPoints: 3000 }, { stackable: false });
    const small = [promotion('A', tenPercent), promotion('B', tenPercent)];
    const cart = priced([line(1, 1000)], [...small, alone]);
    expect(cart).toMatchObject({ discount: 300 });
    const clash = { code: 'not-combinable', with: ['ALONE'] };
    expect(problemsOf(cart)).toEqual([clash, clash, null]);
    expect(
      priced([line(1, 1000)], [...small, promotion('C', tenPercent), promotion('D', tenPercent), alone]),
    ).toMatchObject({ discount: 344 });
  });
});
