import { describe, expect, it } from '@jest/globals';
import type { UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { aProduct, aPromotion, cartOf as filled, type Filling } from './cart-samples.fixture.ts';
import type { Cart, ReplicaProduct } from './cart.ts';
import { capMerged, mergeCarts } from './merge-carts.ts';
import type { ShippingRates } from './shipping.ts';

const now = new Date('2026-05-01T12:00:00Z');
const userId = newId<UserId>();
const rates: ShippingRates = new Map();
const dear = (amount: number) => ({ amount, currencyCode: 'USD' });
const cartOf = (...items: readonly Filling[]): Cart => filled({ userId, now }, ...items);
const quantities = (cart: Cart | undefined) => cart?.lines.map(({ quantity }) => quantity);

describe('merging a guest cart', () => {
  const [chair, lamp, rug] = [aProduct(), aProduct(), aProduct()];
  const user = cartOf([chair, 2], [lamp, 1]);
  const guest = { ...cartOf([chair, 3], [rug, 4]), userId: null, guestTokenHash: 'hash' };

  it.each([
    ['sum', [5, 1, 4]],
    ['larger', [3, 1, 4]],
    ['user', [2, 1, 4]],
    ['guest', [3, 1, 4]],
  ] as const)('goes line by line with the policy %s', (policy, expected) => {
    const merged = mergeCarts(user, guest, policy, rates);
    expect(quantities(merged.user)).toEqual(expected);
    expect(merged.user.movesFrom).toBe(guest.cartId);
    const over = { status: 'merged', userId, lines: [], promotions: [], mergedInto: user.cartId };
    expect(merged.guest).toMatchObject(over);
    expect([merged.user.holdsDue, merged.guest.holdsDue]).toEqual([true, true]);
  });

  it('leaves a notice for what is priced in another currency', () => {
    const yen = aProduct({ name: 'Fan', price: { amount: 5, currencyCode: 'JPY' } });
    const merged = mergeCarts(user, { ...cartOf([yen, 1]), userId: null }, 'sum', rates).user;
    expect(quantities(merged)).toEqual([2, 1]);
    expect(merged.notices).toEqual([{ code: 'not-merged', productName: 'Fan', quantity: 1, reason: 'other-currency' }]);
  });

  it('caps a sum by stock, but never below what the user had', () => {
    const merged = mergeCarts(user, guest, 'sum', rates).user;
    const available = (units: number) => ({
      ...merged,
      lines: merged.lines.map((each) => ({ ...each, available: each.productId === chair.productId ? units : 50 })),
    });
    const capped = capMerged(available(4), user.lines)?.cart;
    expect(quantities(capped)).toEqual([4, 1, 4]);
    expect(capped?.notices).toEqual([
      { code: 'not-merged', productName: 'Chair', quantity: 1, reason: 'out-of-stock' },
    ]);
    expect(quantities(capMerged(available(0), user.lines)?.cart)).toEqual([2, 1, 4]);
    expect(capMerged(available(5), user.lines)).toBeUndefined();
    expect(capMerged(available(9), user.lines)).toBeUndefined();
  });

  it('leaves the guest’s own lines and what inventory has not answered for as they are', () => {
    const merged = mergeCarts(user, guest, 'sum', rates).user;
    const available = new Map([
      [chair.productId, null],
      [lamp.productId, 0],
      [rug.productId, 2],
    ]);
    const lines = merged.lines.map((each) => ({ ...each, available: available.get(each.productId) ?? null }));
    expect(capMerged({ ...merged, lines }, user.lines)).toBeUndefined();
  });

  it('leaves codes beyond ten and those that cannot be used, and says so', () => {
    const codes = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, n) => aPromotion({ code: `${prefix}${n}` }));
    const ended = aPromotion({ code: 'OLD', endsAt: now });
    const merged = mergeCarts(
      { ...user, promotions: codes('MINE', 6) },
      { ...guest, promotions: [...codes('MINE', 2), ended, ...codes('GUEST', 6)] },
      'sum',
      rates,
    ).user;
    expect(merged.promotions.map(({ code }) => code)).toEqual([
      ...codes('MINE', 6).map(({ code }) => code),
      ...codes('GUEST', 4).map(({ code }) => code),
    ]);
    expect(merged.notices).toEqual([
      { code: 'code-not-merged', promotionCode: 'OLD', reason: { code: 'ended', endedAt: now.toISOString() } },
      ...['GUEST4', 'GUEST5'].map((promotionCode) => ({
        code: 'code-not-merged',
        promotionCode,
        reason: { code: 'too-many-codes', maximum: 10 },
      })),
    ]);
  });

  it.each<[string, readonly [ReplicaProduct, number][], readonly [ReplicaProduct, number][], object]>([
    [
      'more money than an order can cost',
      [[aProduct({ price: dear(5_000_000_000_000) }), 1]],
      [[aProduct({ price: dear(1_000_000_000_000) }), 5]],
      { reason: 'too-dear', quantity: 1 },
    ],
    [
      'more products than a cart takes',
      Array.from({ length: 99 }, () => [aProduct(), 1] as [ReplicaProduct, number]),
      [
        [aProduct(), 7],
        [aProduct(), 2],
      ],
      { reason: 'too-many-products', quantity: 2 },
    ],
    ['more units than a line takes', [[rug, 600]], [[rug, 700]], { reason: 'too-many-units', quantity: 301 }],
  ])('keeps what fits of %s, and says what it left', (_case, mine, theirs, left) => {
    const merged = mergeCarts(cartOf(...mine), cartOf(...theirs), 'sum', rates).user;
    expect(merged.notices).toMatchObject([{ code: 'not-merged', ...left }]);
    const units = (cart: Cart) => cart.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const { quantity } = left as { quantity: number };
    expect(units(merged)).toBe(units(cartOf(...mine)) + units(cartOf(...theirs)) - quantity);
  });
});
