import { describe, expect, it } from '@jest/globals';
import type { CartId, CartItemId, ProductStatus, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { emptyCart, type Cart, type ReplicaProduct } from './cart.ts';
import {
  acknowledge,
  addItem,
  dropEnded,
  extendHolds,
  removeCode,
  requireOpen,
  setQuantities,
  undoAddition,
} from './change-cart.ts';
import { aProduct } from './cart-samples.contract.ts';
import { expire } from './expire.ts';
import { heldUnits, lineProblems } from './line-problems.ts';
import { loseHold } from './lose-hold.ts';
import { capMerged, mergeCarts } from './merge-carts.ts';

const now = new Date('2026-05-01T12:00:00Z');
const later = new Date(now.getTime() + 60_000);
const userId = newId<UserId>();

const cartOf = (...items: readonly (readonly [ReplicaProduct, number])[]): Cart =>
  items.reduce<Cart>(
    (cart, [each, quantity]) => add(cart, each, quantity),
    emptyCart({ cartId: newId<CartId>(), userId, guestTokenHash: null }, now, 1000),
  );

const add = (cart: Cart, each: ReplicaProduct, quantity = 1): Cart =>
  addItem(cart, { cartItemId: newId<CartItemId>(), product: each, quantity }).cart;

const quantities = (cart: Cart | undefined) => cart?.lines.map(({ quantity }) => quantity);
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('changing a cart', () => {
  it('makes one line and one version of each addition of the same product', () => {
    const chair = aProduct();
    const cart = cartOf([chair, 2], [chair, 3]);
    expect(quantities(cart)).toEqual([5]);
    expect(cart.version).toBe(3);
  });

  it.each<ProductStatus>(['draft', 'pending', 'rejected', 'ended'])('refuses a product that is %s', (status) => {
    expect(codeOf(() => add(cartOf(), aProduct({ status })))).toBe('product-not-available');
  });

  it('refuses another currency, too many products, too many units and too much money', () => {
    const cart = cartOf([aProduct(), 1]);
    const yen = aProduct({ price: { amount: 1, currencyCode: 'JPY' } });
    const full = cartOf(...Array.from({ length: 100 }, () => [aProduct(), 1] as const));
    const dear = aProduct({ price: { amount: 9_000_000_000_000, currencyCode: 'USD' } });
    expect(codeOf(() => add(cart, yen))).toBe('currency-mismatch');
    expect(codeOf(() => add(full, aProduct()))).toBe('invalid-request');
    expect(codeOf(() => add(add(cartOf(), dear), dear))).toBe('invalid-request');
    const chair = aProduct();
    expect(codeOf(() => add(cartOf([chair, 999]), chair))).toBe('invalid-request');
  });

  it('sets quantities, removes at zero, and leaves the version when nothing differs', () => {
    const [chair, lamp] = [aProduct(), aProduct()];
    const cart = cartOf([chair, 2], [lamp, 1]);
    const decision = setQuantities(cart, [
      { productId: chair.productId, quantity: 0 },
      { productId: lamp.productId, quantity: 4 },
    ]);
    expect(quantities(decision?.cart)).toEqual([4]);
    expect(decision).toMatchObject({ holds: true, cart: { version: cart.version + 1 } });
    expect(setQuantities(cart, [{ productId: lamp.productId, quantity: 1 }])).toBeUndefined();
    expect(setQuantities(cart, [{ productId: aProduct().productId, quantity: 0 }])).toBeUndefined();
    expect(codeOf(() => setQuantities(cart, [{ productId: aProduct().productId, quantity: 1 }]))).toBe('not-found');
  });

  it('takes back only what was added, without asking inventory', () => {
    const chair = aProduct();
    expect(undoAddition(cartOf([chair, 5]), chair.productId, 2)).toMatchObject({
      cart: { lines: [{ quantity: 3 }] },
    });
    const undone = undoAddition(cartOf([chair, 2]), chair.productId, 2);
    expect(quantities(undone?.cart)).toEqual([]);
    expect(undone?.holds).toBeUndefined();
  });

  it('is for its owner only, and not while an order is being paid', () => {
    const cart = cartOf([aProduct(), 1]);
    expect(codeOf(() => requireOpen(cart, { kind: 'user', userId: newId<UserId>() }))).toBe('not-found');
    expect(codeOf(() => requireOpen(cart, { kind: 'guest', cartId: cart.cartId, tokenHash: '' }))).toBe('not-found');
    expect(codeOf(() => requireOpen({ ...cart, status: 'checkout' }, { kind: 'user', userId }))).toBe('cart-locked');
    expect(codeOf(() => requireOpen({ ...cart, status: 'expired' }, { kind: 'user', userId }))).toBe('not-found');
    expect(requireOpen(cart, { kind: 'user', userId })).toBe(cart);
  });

  it('drops ended products with a notice, which acknowledging clears', () => {
    const lamp = aProduct({ name: 'Lamp' });
    const cart = cartOf([aProduct(), 1], [lamp, 2]);
    const ended = { ...cart, lines: cart.lines.map((each) => ({ ...each, product: withStatus(each.product, lamp) })) };
    const dropped = dropEnded(ended);
    expect(dropped).toMatchObject({
      holds: true,
      news: 'product-ended',
      cart: { lines: [{ quantity: 1 }], notices: [{ code: 'not-available', productName: 'Lamp' }] },
    });
    expect(dropped === undefined ? undefined : acknowledge(dropped.cart)?.cart.notices).toEqual([]);
    expect(dropEnded(cart)).toBeUndefined();
  });

  it('needs nothing done for an empty cart or a code that is not there', () => {
    expect([extendHolds(cartOf()), removeCode(cartOf(), 'NONE'), acknowledge(cartOf())]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('ends when idle, but not while locked', () => {
    const cart = { ...cartOf([aProduct(), 1]), expiresAt: now };
    expect(expire(cart)).toMatchObject({ cart: { status: 'expired' }, holds: true, news: 'expired' });
    expect(expire({ ...cart, status: 'checkout' })).toBeUndefined();
    expect(expire({ ...cart, expiresAt: later })).toBeUndefined();
  });
});

const withStatus = (each: ReplicaProduct, ended: ReplicaProduct): ReplicaProduct =>
  each.productId === ended.productId ? { ...each, status: 'ended' } : each;

describe('what a line shows', () => {
  const chair = aProduct();
  const base = cartOf([chair, 3]);
  const shown = (cart: Partial<Cart>, line: Partial<Cart['lines'][number]>) => {
    const whole = { ...base, ...cart, lines: base.lines.map((each) => ({ ...each, ...line })) };
    const [first] = whole.lines;
    if (first === undefined) throw new Error('no line');
    return { held: heldUnits(whole, first), problems: lineProblems(whole, first, 'USD').map(({ code }) => code) };
  };

  it('has no problem while everything is held', () => {
    expect(shown({ heldUntil: later }, { held: 3, available: 8 })).toEqual({ held: 3, problems: [] });
  });

  it('has no problem before inventory has answered', () => {
    expect(shown({}, {})).toEqual({ held: 0, problems: [] });
  });

  it('says how many there are when stock is short', () => {
    expect(shown({ heldUntil: later }, { held: 2, available: 2 })).toEqual({
      held: 2,
      problems: ['insufficient-stock'],
    });
  });

  it('holds nothing from the moment the hold ends', () => {
    expect(shown({ heldUntil: now }, { held: 3, available: 3 })).toEqual({ held: 0, problems: ['hold-expired'] });
  });

  it('shows a price that its owner has not seen', () => {
    const seenPrice = { amount: 900, currencyCode: 'USD' };
    expect(shown({ heldUntil: later }, { held: 3, available: 3, seenPrice }).problems).toEqual(['price-changed']);
  });

  it('is not available when the product is not for sale or in another currency', () => {
    expect(shown({}, { product: { ...chair, status: 'rejected' } }).problems).toEqual(['not-available']);
    const euros = { ...chair, price: { amount: 1, currencyCode: 'EUR' } };
    expect(shown({}, { product: euros }).problems).toEqual(['not-available']);
  });
});

describe('losing a hold', () => {
  const cart = cartOf([aProduct(), 1]);
  const held = { ...cart, heldUntil: now, lines: cart.lines.map((each) => ({ ...each, held: 1 })) };

  it('is news when it was the hold that the cart has', () => {
    expect(loseHold(held, now)).toMatchObject({ news: 'hold-expired' });
  });

  it('is nothing when the cart holds anew, held nothing, or is locked', () => {
    expect(loseHold({ ...held, heldUntil: later }, now)).toBeUndefined();
    expect(loseHold(cart, now)).toBeUndefined();
    expect(loseHold({ ...held, status: 'checkout' }, now)).toBeUndefined();
  });
});

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
    const merged = mergeCarts(user, guest, policy);
    expect(quantities(merged.user.cart)).toEqual(expected);
    expect(merged.user.cart.movesFrom).toBe(guest.cartId);
    expect(merged.guest.cart).toMatchObject({ status: 'merged', userId, lines: [], mergedInto: user.cartId });
  });

  it('leaves a notice for what is priced in another currency', () => {
    const yen = aProduct({ name: 'Fan', price: { amount: 5, currencyCode: 'JPY' } });
    const merged = mergeCarts(user, { ...cartOf([yen, 1]), userId: null }, 'sum').user.cart;
    expect(quantities(merged)).toEqual([2, 1]);
    expect(merged.notices).toEqual([{ code: 'not-available', productName: 'Fan' }]);
  });

  it('caps a sum by stock, but never below what the user had', () => {
    const merged = mergeCarts(user, guest, 'sum').user.cart;
    const available = (units: number) => ({
      ...merged,
      lines: merged.lines.map((each) => ({ ...each, available: each.productId === chair.productId ? units : 50 })),
    });
    expect(quantities(capMerged(available(4), user.lines)?.cart)).toEqual([4, 1, 4]);
    expect(quantities(capMerged(available(0), user.lines)?.cart)).toEqual([2, 1, 4]);
    expect(capMerged(available(5), user.lines)).toBeUndefined();
  });
});
