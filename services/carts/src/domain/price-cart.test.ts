import { describe, expect, it } from '@jest/globals';
import type { CodeProblem, ProductId, PromotionRule } from '@arcade/contracts';
import * as fc from 'fast-check';
import type { PriceableLine } from './discounts.ts';
import { priceCart, type PricedCart } from './price-cart.ts';
import type { AppliedPromotion } from './promotion.ts';
import type { ShippingRate } from './shipping.ts';

const now = new Date('2026-05-01T12:00:00Z');
const idOf = <Id extends string>(n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}` as Id;

const line = (n: number, unitPrice: number, quantity = 1, categories: string[] = []): PriceableLine => ({
  productId: idOf(n),
  unitPrice,
  quantity,
  categories,
});

const promotion = (code: string, rule: PromotionRule, terms: Partial<AppliedPromotion> = {}): AppliedPromotion => ({
  promotionId: idOf(900),
  code,
  description: code,
  rule,
  scope: { productIds: [], categories: [] },
  minimumSubtotal: null,
  startsAt: null,
  endsAt: null,
  usageLimit: null,
  usageLimitPerUser: null,
  stackable: true,
  active: true,
  timesUsed: 0,
  timesUsedByUser: 0,
  createdAt: now,
  ...terms,
});

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });
const tenPercent: PromotionRule = { type: 'percentage', basisPoints: 1000 };

const priced = (
  lines: readonly PriceableLine[],
  promotions: readonly AppliedPromotion[] = [],
  shippingRate?: ShippingRate,
): PricedCart => priceCart({ currencyCode: 'USD', lines, promotions, shippingRate, now });

const problemsOf = ({ codes }: PricedCart) => codes.map(({ problem }) => problem);

describe('promotions', () => {
  it('take a percentage of what is in scope', () => {
    const scope = { productIds: [], categories: ['chairs'] };
    const cart = priced([line(1, 1000, 1, ['chairs']), line(2, 500)], [promotion('CHAIRS', tenPercent, { scope })]);
    expect(cart).toMatchObject({ subtotal: 1500, discount: 100, total: 1400 });
    expect([...cart.discounts.values()]).toEqual([100, 0]);
  });

  it('take a fixed amount but never more than the goods cost', () => {
    const fixed = promotion('MINUS20', { type: 'fixed', amount: usd(2000) });
    expect(priced([line(1, 1500)], [fixed])).toMatchObject({ discount: 1500, total: 0 });
  });

  it('make the cheapest units free when enough are bought', () => {
    const offer = promotion('3FOR2', { type: 'buy-x-get-y', buyQuantity: 2, freeQuantity: 1 });
    expect(priced([line(1, 900, 2), line(2, 300, 3)], [offer]).discount).toBe(300);
    expect(priced([line(1, 900, 3), line(2, 300, 3)], [offer]).discount).toBe(600);
    expect(problemsOf(priced([line(1, 900, 2)], [offer]))).toEqual([{ code: 'more-units-needed', missing: 1 }]);
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
    ['nothing in scope', { scope: { productIds: [], categories: ['x'] } }, { code: 'nothing-in-scope' }],
  ])('do not apply with %s, and say what would change it', (_case, terms, problem) => {
    const cart = priced([line(1, 1000)], [promotion('CODE', tenPercent, terms)]);
    expect(cart).toMatchObject({ discount: 0, total: 1000 });
    expect(problemsOf(cart)).toEqual([problem]);
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
    const cheap = { scope: { productIds: [idOf<ProductId>(2)], categories: [] } };
    const gift = promotion('GIFT', { type: 'fixed', amount: usd(100) }, cheap);
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

const categories = ['chairs', 'lamps', 'rugs'];
const rules = fc.oneof(
  fc.record({ type: fc.constant('percentage' as const), basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({ type: fc.constant('fixed' as const), amount: fc.nat(100_000).map(usd) }),
  fc.record({
    type: fc.constant('buy-x-get-y' as const),
    buyQuantity: fc.integer({ min: 1, max: 5 }),
    freeQuantity: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ type: fc.constant('free-shipping' as const) }),
);
const carts = fc.record({
  lines: fc
    .array(
      fc.record({
        price: fc.nat(10_000_000),
        quantity: fc.integer({ min: 1, max: 999 }),
        of: fc.subarray(categories),
      }),
      { maxLength: 8 },
    )
    .map((items) => items.map(({ price, quantity, of }, at) => line(at, price, quantity, of))),
  promotions: fc
    .array(fc.record({ rule: rules, of: fc.subarray(categories), stackable: fc.boolean() }), { maxLength: 5 })
    .map((items) =>
      items.map(({ rule, of, stackable }, at) =>
        promotion(`CODE${at}`, rule, { scope: { productIds: [], categories: of }, stackable }),
      ),
    ),
  shipping: fc.record({ flat: fc.nat(2000), freeFrom: fc.option(fc.nat(100_000)) }),
});

describe('a priced cart', () => {
  it('adds up, and nothing in it is negative', () => {
    fc.assert(
      fc.property(carts, ({ lines, promotions, shipping }) => {
        const cart = priced(lines, promotions, shipping);
        const worth = new Map(lines.map((each) => [each.productId, each.unitPrice * each.quantity]));
        const sum = (amounts: Iterable<number>) => [...amounts].reduce((a, b) => a + b, 0);
        expect(cart.subtotal).toBe(sum(worth.values()));
        expect(cart.discount).toBe(sum(cart.discounts.values()));
        expect(cart.total).toBe(cart.subtotal - cart.discount + cart.shipping);
        for (const [productId, off] of cart.discounts) {
          expect(off).toBeGreaterThanOrEqual(0);
          expect(off).toBeLessThanOrEqual(worth.get(productId) ?? 0);
        }
        const shippingSaved = sum(
          cart.codes.filter(({ promotion: { rule } }) => rule.type === 'free-shipping').map(({ discount }) => discount),
        );
        expect(sum(cart.codes.map(({ discount }) => discount))).toBe(cart.discount + shippingSaved);
        expect(cart.total).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is the same whatever order lines and codes come in', () => {
    const shuffled = carts.chain((cart) =>
      fc.record({
        cart: fc.constant(cart),
        lines: fc.shuffledSubarray(cart.lines, { minLength: cart.lines.length }),
        promotions: fc.shuffledSubarray(cart.promotions, { minLength: cart.promotions.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ cart, lines, promotions }) => {
        const one = priced(cart.lines, cart.promotions, cart.shipping);
        const other = priced(lines, promotions, cart.shipping);
        const byCode = (result: PricedCart) =>
          new Map(result.codes.map((code) => [code.promotion.code, code.discount]));
        expect({ ...other, codes: [] }).toEqual({ ...one, codes: [] });
        expect(byCode(other)).toEqual(byCode(one));
      }),
    );
  });

  it('never costs more with one code more', () => {
    fc.assert(
      fc.property(carts, ({ lines, promotions, shipping }) => {
        const totals = [0, ...promotions.map((_, index) => index + 1)].map(
          (count) => priced(lines, promotions.slice(0, count), shipping).total,
        );
        for (const [index, total] of totals.entries()) expect(total).toBeLessThanOrEqual(totals[index - 1] ?? total);
      }),
    );
  });

  it('has a reason for each code that takes nothing off, and none for one that does', () => {
    fc.assert(
      fc.property(carts, ({ lines, promotions, shipping }) => {
        const { codes, total } = priced(lines, promotions, shipping);
        expect(codes.map(({ discount }) => discount > 0)).toEqual(codes.map(({ problem }) => problem === null));
        // What the others took is theirs: without the unused codes nothing changes.
        const used = codes.filter(({ problem }) => problem === null).map(({ promotion: each }) => each);
        expect(priced(lines, used, shipping)).toMatchObject({ total, codes: used.map(() => ({ problem: null })) });
      }),
    );
  });

  it('tries ten codes of those there are, and says so of the others', () => {
    const many = Array.from({ length: 25 }, (_, n) => promotion(`P${n + 10}`, { type: 'fixed', amount: usd(n + 1) }));
    const cart = priced(
      Array.from({ length: 100 }, (_, n) => line(n, 1009 + n, 3)),
      many,
      { flat: 1, freeFrom: null },
    );
    expect(cart.codes.filter(({ problem }) => problem?.code === 'too-many-codes')).toHaveLength(15);
    expect(cart.codes.filter(({ problem }) => problem === null)).toHaveLength(10);
  });
});
