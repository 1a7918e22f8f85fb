import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { PricedCart } from './price-cart.ts';
import { line, priced, promotion, usd } from './pricing-samples.fixture.ts';

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
