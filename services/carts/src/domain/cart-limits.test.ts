import { describe, expect, it } from '@jest/globals';
import type { CartItemId, ProductStatus, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { aProduct, cartOf as filled, type Filling } from './cart-samples.fixture.ts';
import type { Cart, CartLine } from './cart.ts';
import { isTooDear, maximumLines, maximumQuantity, maximumTotal, withNotices } from './cart-limits.ts';
import { addItem, setQuantities } from './change-cart.ts';
import { requireForSale } from './checkout.ts';
import { mergeCarts, mergePolicies } from './merge-carts.ts';
import type { ShippingRates } from './shipping.ts';

const who = { userId: newId<UserId>(), now: new Date('2026-05-01T12:00:00Z') };
const cartOf = (...items: readonly Filling[]): Cart => filled(who, ...items);
const rates: ShippingRates = new Map([
  ['USD', { flat: 499, freeFrom: 5000 }],
  ['JPY', { flat: 500, freeFrom: null }],
]);

const goods = (lines: readonly CartLine[]) =>
  lines.reduce((sum, { quantity, product }) => sum + quantity * product.price.amount, 0);

const fillings = fc.array(
  fc.record({
    // Prices that rose since may make any cart too dear.
    amount: fc.oneof(fc.nat(100_000), fc.nat(maximumTotal)),
    quantity: fc.integer({ min: 1, max: maximumQuantity }),
    status: fc.constantFrom<ProductStatus>('approved', 'approved', 'pending', 'ended'),
    currencyCode: fc.constantFrom('USD', 'USD', 'USD', 'JPY'),
  }),
  { minLength: 1, maxLength: 6 },
);
const carts = fillings.map((items) =>
  cartOf(
    ...items.map(({ amount, quantity, status, currencyCode }): Filling => [
      aProduct({ price: { amount, currencyCode }, status }),
      quantity,
    ]),
  ),
);

/** The cart after a change, or as it was when it is refused. */
const after = (cart: Cart, work: () => { cart: Cart } | undefined): Cart => {
  try {
    return work()?.cart ?? cart;
  } catch {
    return cart;
  }
};

describe('a change of quantities', () => {
  it('that lets no line grow is never refused', () => {
    const shrinking = carts.chain((cart) =>
      fc.tuple(fc.constant(cart), fc.tuple(...cart.lines.map(({ quantity }) => fc.integer({ min: 0, max: quantity })))),
    );
    fc.assert(
      fc.property(shrinking, ([cart, wanted]) => {
        const items = cart.lines.map(({ productId }, index) => ({ productId, quantity: wanted[index] ?? 0 }));
        const changed = setQuantities(cart, items, rates)?.cart ?? cart;
        expect(changed.lines.map(({ quantity }) => quantity)).toEqual(wanted.filter((quantity) => quantity > 0));
      }),
    );
  });

  it('that makes a cart cheaper is never refused for what it costs', () => {
    const approved = fillings.map((items) =>
      cartOf(
        ...items.map(({ amount, quantity }): Filling => [
          aProduct({ price: { amount, currencyCode: 'USD' } }),
          quantity,
        ]),
      ),
    );
    const changes = approved.chain((cart) =>
      fc.tuple(fc.constant(cart), fc.tuple(...cart.lines.map(() => fc.integer({ min: 0, max: maximumQuantity })))),
    );
    fc.assert(
      fc.property(changes, ([cart, wanted]) => {
        const items = cart.lines.map(({ productId }, index) => ({ productId, quantity: wanted[index] ?? 0 }));
        const sum = cart.lines.reduce(
          (total, { product }, index) => total + product.price.amount * (wanted[index] ?? 0),
          0,
        );
        fc.pre(sum <= goods(cart.lines));
        expect(goods(setQuantities(cart, items, rates)?.cart.lines ?? cart.lines)).toBe(sum);
      }),
    );
  });
});

describe('the limits of a cart', () => {
  it('are the same on every path: nothing makes one worse than they allow, or than it was', () => {
    const path = fc.oneof(
      fc.record({
        by: fc.constant('add' as const),
        amount: fc.nat(maximumTotal),
        quantity: fc.integer({ min: 1, max: 999 }),
      }),
      fc.record({ by: fc.constant('set' as const), line: fc.nat(5), quantity: fc.integer({ min: 0, max: 999 }) }),
      fc.record({ by: fc.constant('merge' as const), guest: carts, policy: fc.constantFrom(...mergePolicies) }),
    );
    fc.assert(
      fc.property(carts, fc.array(path, { maxLength: 6 }), (start, steps) => {
        let cart = start;
        for (const step of steps) {
          const before = cart;
          cart = after(before, () => {
            if (step.by === 'add') {
              const product = aProduct({ price: { amount: step.amount, currencyCode: 'USD' } });
              return addItem(before, { cartItemId: newId<CartItemId>(), product, quantity: step.quantity }, rates);
            }
            if (step.by === 'merge') return { cart: mergeCarts(before, step.guest, step.policy, rates).user };
            const line = before.lines[step.line];
            return line && setQuantities(before, [{ productId: line.productId, quantity: step.quantity }], rates);
          });
          const inCurrency = (lines: readonly CartLine[]) =>
            lines.filter(({ product }) => product.price.currencyCode === before.lines[0]?.product.price.currencyCode);
          if (before.lines[0]?.productId === cart.lines[0]?.productId) {
            const worth = goods(inCurrency(cart.lines));
            expect(worth).toBeLessThanOrEqual(Math.max(maximumTotal, goods(inCurrency(before.lines))));
          }
          expect(cart.lines.length).toBeLessThanOrEqual(Math.max(maximumLines, before.lines.length));
          for (const { quantity } of cart.lines) expect(quantity).toBeLessThanOrEqual(maximumQuantity);
          const known = new Set(before.lines.map(({ productId }) => productId));
          const added = cart.lines.filter(({ productId }) => !known.has(productId));
          expect(added.every(({ product }) => product.status === 'approved')).toBe(true);
        }
      }),
    );
  });

  it('allow what an order can just cost, with shipping where it is not free', () => {
    const yen = (amount: number) => aProduct({ price: { amount, currencyCode: 'JPY' } });
    const add = (amount: number) =>
      after(cartOf(), () =>
        addItem(cartOf(), { cartItemId: newId<CartItemId>(), product: yen(amount), quantity: 1 }, rates),
      ).lines.length;
    expect([add(maximumTotal - 500), add(maximumTotal - 499)]).toEqual([1, 0]);
  });

  it('stop a cart that has become too dear at checkout, not before', () => {
    const chair = aProduct({ price: { amount: maximumTotal, currencyCode: 'USD' } });
    const yen = aProduct({ price: { amount: 1, currencyCode: 'JPY' } });
    expect(
      [cartOf([chair, 1]), cartOf([chair, 1], [yen, 1]), cartOf([chair, 2])].map(({ lines }) => isTooDear(lines)),
    ).toEqual([false, false, true]);
    expect(() => requireForSale(cartOf([chair, 1]))).not.toThrow();
    expect(() => requireForSale(cartOf([chair, 2]))).toThrow('worth more');
  });

  it('keep the newest fifty notices', () => {
    const notices = Array.from({ length: 120 }, (_, n) => ({ code: 'not-available', productName: `${n}` }) as const);
    expect(withNotices(notices.slice(0, 60), notices.slice(60))).toEqual(notices.slice(70));
  });
});
