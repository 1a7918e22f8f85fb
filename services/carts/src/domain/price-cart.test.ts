import { describe, expect, it } from '@jest/globals';
import type { PromotionRule } from '@arcade/contracts';
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

const reasons = ({ codes }: PricedCart) => codes.map(({ notApplied }) => notApplied);

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
    expect(reasons(priced([line(1, 900, 2)], [offer]))).toEqual(['This code takes nothing off at the moment']);
  });

  it('make shipping free, which is counted as what the code takes off but not as a discount of lines', () => {
    const cart = priced([line(1, 1000)], [promotion('SHIP', { type: 'free-shipping' })], { flat: 499, freeFrom: 5000 });
    expect(cart).toMatchObject({ discount: 0, shipping: 0, total: 1000 });
    expect(cart.codes[0]).toMatchObject({ discount: 499, notApplied: null });
  });

  it('do not count when shipping is free already', () => {
    const cart = priced([line(1, 5000)], [promotion('SHIP', { type: 'free-shipping' })], { flat: 499, freeFrom: 5000 });
    expect(reasons(cart)).toEqual(['This code takes nothing off at the moment']);
  });

  it.each([
    ['a cart below the minimum', { minimumSubtotal: usd(2000) }, 'This code needs a cart of $20.00 or more'],
    ['another currency', { minimumSubtotal: { amount: 1, currencyCode: 'EUR' } }, 'This code is for another currency'],
    ['a start in the future', { startsAt: new Date('2026-05-02') }, 'This code is not valid yet'],
    ['an end in the past', { endsAt: now }, 'This code has ended'],
    ['a promotion switched off', { active: false }, 'This code is not active'],
    ['no use left', { usageLimit: 3, timesUsed: 3 }, 'This code has been used up'],
    ['no use left for this user', { usageLimitPerUser: 1, timesUsedByUser: 1 }, 'You have used this code already'],
    ['nothing in scope', { scope: { productIds: [], categories: ['x'] } }, 'Nothing in the cart is part of this offer'],
  ])('do not apply with %s', (_case, terms, reason) => {
    const cart = priced([line(1, 1000)], [promotion('CODE', tenPercent, terms)]);
    expect(cart).toMatchObject({ discount: 0, total: 1000 });
    expect(reasons(cart)).toEqual([reason]);
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
    expect(reasons(cart)).toEqual([
      'This code cannot be combined with the others',
      'This code cannot be combined with the others',
      null,
    ]);
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

  it('never costs more goods with a code than without', () => {
    fc.assert(
      fc.property(carts, ({ lines, promotions, shipping }) => {
        const bare = priced(lines, [], shipping);
        const cart = priced(lines, promotions, shipping);
        expect(cart.subtotal - cart.discount).toBeLessThanOrEqual(bare.subtotal);
      }),
    );
  });
});
