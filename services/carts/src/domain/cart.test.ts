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
import { giveWay, loseHold } from './lose-hold.ts';
import type { ShippingRates } from './shipping.ts';

const now = new Date('2026-05-01T12:00:00Z');
const later = new Date(now.getTime() + 60_000);
const userId = newId<UserId>();

const rates: ShippingRates = new Map();

const cartOf = (...items: readonly (readonly [ReplicaProduct, number])[]): Cart =>
  items.reduce<Cart>(
    (cart, [each, quantity]) => add(cart, each, quantity),
    emptyCart({ cartId: newId<CartId>(), userId, guestTokenHash: null }, now, 1000),
  );

const add = (cart: Cart, each: ReplicaProduct, quantity = 1): Cart =>
  addItem(cart, { cartItemId: newId<CartItemId>(), product: each, quantity }, rates).cart;

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
    const set = (...items: Parameters<typeof setQuantities>[1]) => setQuantities(cart, items, rates);
    const decision = set({ productId: chair.productId, quantity: 0 }, { productId: lamp.productId, quantity: 4 });
    expect(quantities(decision?.cart)).toEqual([4]);
    expect(decision).toMatchObject({ holds: true, cart: { version: cart.version + 1 } });
    expect(set({ productId: lamp.productId, quantity: 1 })).toBeUndefined();
    expect(set({ productId: aProduct().productId, quantity: 0 })).toBeUndefined();
    expect(codeOf(() => set({ productId: aProduct().productId, quantity: 1 }))).toBe('not-found');
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

  it('says how many it may hold when that is less than there is', () => {
    const line = { held: 2, available: 9, quota: { allowed: 2, by: 'cart' as const } };
    expect(shown({ heldUntil: later }, line)).toEqual({ held: 2, problems: ['quota'] });
    expect(shown({ heldUntil: later }, { ...line, available: 2 }).problems).toEqual(['insufficient-stock', 'quota']);
    expect(shown({ heldUntil: now }, line).problems).toEqual(['hold-expired']);
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

  it('to somebody who has signed in makes an open cart ask again what it holds', () => {
    expect(giveWay(held)).toEqual({ cart: held, holds: true });
    expect(giveWay(cart)).toBeUndefined();
    expect(giveWay({ ...held, status: 'checkout' })).toBeUndefined();
  });

  it('is nothing when the cart holds anew, held nothing, or is locked', () => {
    expect(loseHold({ ...held, heldUntil: later }, now)).toBeUndefined();
    expect(loseHold(cart, now)).toBeUndefined();
    expect(loseHold({ ...held, status: 'checkout' }, now)).toBeUndefined();
  });
});
