import { describe, expect, it } from '@jest/globals';
import type { CartId, CartItemId, ProductStatus, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { emptyCart, isLiving, type Cart, type ReplicaProduct } from './cart.ts';
import {
  acknowledge,
  addItem,
  applyCode,
  dropEnded,
  extendHolds,
  removeCode,
  requireOpen,
  setQuantities,
  undoAddition,
} from './change-cart.ts';
import { aProduct, aPromotion } from './cart-samples.fixture.ts';
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
    const chair = aProduct();
    const full = cartOf([chair, 1], ...Array.from({ length: 99 }, () => [aProduct(), 1] as const));
    const dear = aProduct({ price: { amount: 9_000_000_000_000, currencyCode: 'USD' } });
    const limit = (name: string) => expect.objectContaining({ code: 'cart-full', fields: { limit: name } });
    expect(codeOf(() => add(cart, yen))).toBe('currency-mismatch');
    expect(() => add(full, aProduct())).toThrow(limit('too-many-products'));
    expect(add(full, chair).lines[0]?.quantity).toBe(2);
    expect(() => add(add(cartOf(), dear), dear)).toThrow(limit('too-dear'));
    expect(() => add(cartOf([chair, 999]), chair)).toThrow(limit('too-many-units'));
  });

  it('points at a product that is named twice', () => {
    const chair = aProduct();
    const item = { productId: chair.productId, quantity: 2 };
    expect(() => setQuantities(cartOf([chair, 1]), [item, item], rates)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        fields: { errors: [expect.objectContaining({ pointer: '/items/1/productId' })] },
      }),
    );
  });

  it('sets quantities, removes at zero, and leaves the version when nothing differs', () => {
    const [chair, lamp] = [aProduct(), aProduct()];
    const cart = cartOf([chair, 2], [lamp, 1]);
    const set = (...items: Parameters<typeof setQuantities>[1]) => setQuantities(cart, items, rates);
    const decision = set({ productId: chair.productId, quantity: 0 }, { productId: lamp.productId, quantity: 4 });
    expect(quantities(decision?.cart)).toEqual([4]);
    expect(decision).toMatchObject({
      cart: { version: cart.version + 1, holdVersion: cart.version + 1, holdsDue: true },
    });
    expect(set({ productId: lamp.productId, quantity: 1 })).toBeUndefined();
    expect(set({ productId: aProduct().productId, quantity: 0 })).toBeUndefined();
    const unknown = { productId: aProduct().productId, quantity: 1 };
    expect(codeOf(() => set({ productId: lamp.productId, quantity: 2 }, unknown))).toBe('not-found');
    const twice = { productId: lamp.productId, quantity: 2 };
    expect(codeOf(() => set(twice, twice))).toBe('invalid-request');
  });

  it('takes back only what was added, without asking inventory', () => {
    const chair = aProduct();
    const cart = cartOf([aProduct(), 9], [chair, 5]);
    expect(quantities(undoAddition(cart, chair.productId, 2)?.cart)).toEqual([9, 3]);
    expect(undoAddition(cart, aProduct().productId, 2)).toBeUndefined();
    expect(undoAddition({ ...cart, status: 'checkout' }, chair.productId, 2)).toBeUndefined();
    const followed = { ...cartOf([chair, 2]), holdsDue: false };
    expect(undoAddition(followed, chair.productId, 2)?.cart).toMatchObject({ lines: [], holdsDue: false });
  });

  it('is for its owner only, and not while an order is being paid', () => {
    const cart = cartOf([aProduct(), 1]);
    expect(codeOf(() => requireOpen(cart, { kind: 'user', userId: newId<UserId>() }))).toBe('not-found');
    expect(codeOf(() => requireOpen(cart, { kind: 'guest', cartId: cart.cartId, tokenHash: '' }))).toBe('not-found');
    expect(codeOf(() => requireOpen({ ...cart, status: 'checkout' }, { kind: 'user', userId }))).toBe('cart-locked');
    expect(codeOf(() => requireOpen({ ...cart, status: 'expired' }, { kind: 'user', userId }))).toBe('not-found');
    expect(codeOf(() => requireOpen(undefined, { kind: 'user', userId }))).toBe('not-found');
    expect(requireOpen(cart, { kind: 'user', userId })).toBe(cart);
    const guest = { ...cart, userId: null, guestTokenHash: 'hash' };
    const owner = { kind: 'guest', cartId: cart.cartId, tokenHash: 'hash' } as const;
    expect(requireOpen(guest, owner)).toBe(guest);
    expect(codeOf(() => requireOpen(guest, { ...owner, tokenHash: 'other' }))).toBe('not-found');
    expect(codeOf(() => requireOpen({ ...guest, cartId: newId<CartId>() }, owner))).toBe('not-found');
  });

  it('drops ended products with a notice, which acknowledging clears', () => {
    const lamp = aProduct({ name: 'Lamp' });
    const cart = cartOf([aProduct(), 1], [lamp, 2]);
    const ended = { ...cart, lines: cart.lines.map((each) => ({ ...each, product: withStatus(each.product, lamp) })) };
    const dropped = dropEnded(ended);
    expect(dropped).toMatchObject({
      news: 'product-ended',
      cart: { holdsDue: true, lines: [{ quantity: 1 }], notices: [{ code: 'not-available', productName: 'Lamp' }] },
    });
    expect(dropped === undefined ? undefined : acknowledge(dropped.cart)?.cart.notices).toEqual([]);
    expect(dropEnded({ ...ended, status: 'checkout' })).toBeUndefined();
    expect(dropEnded(cart)).toBeUndefined();
    expect(quantities(dropEnded(cart, new Set([lamp.productId]))?.cart)).toEqual([1]);
  });

  it('shows a new price until it has been acknowledged', () => {
    for (const seenPrice of [
      { amount: 900, currencyCode: 'USD' },
      { amount: 1000, currencyCode: 'EUR' },
    ]) {
      const cart = cartOf([aProduct(), 1], [aProduct(), 1]);
      const stale = { ...cart, lines: cart.lines.map((each, at) => (at === 1 ? { ...each, seenPrice } : each)) };
      const seen = acknowledge(stale)?.cart;
      expect(seen).toEqual({ ...cart, version: cart.version + 1 });
      expect(seen && acknowledge(seen)).toBeUndefined();
    }
  });

  it('holds longer in a new version', () => {
    const cart = cartOf([aProduct(), 1]);
    const version = cart.version + 1;
    expect(extendHolds(cart)).toEqual({ cart: { ...cart, version, holdVersion: version, holdsDue: true } });
  });

  it('takes a code once, says why it refuses one, and lets it go', () => {
    const [ten, ended] = [aPromotion(), aPromotion({ code: 'ENDED', endsAt: now })];
    const cart = cartOf([aProduct(), 1]);
    const coded = applyCode(cart, ten)?.cart;
    expect(coded).toEqual({ ...cart, promotions: [ten], version: cart.version + 1 });
    if (coded === undefined) return;
    expect(applyCode(coded, ten)).toBeUndefined();
    const both = { ...coded, promotions: [ten, ended] };
    expect(applyCode(both, ended)).toBeUndefined();
    expect(removeCode(both, 'TEN')?.cart.promotions).toEqual([ended]);
    const refused = (reason: object) => expect.objectContaining({ code: 'code-not-applicable', fields: { reason } });
    expect(() => applyCode(coded, ended)).toThrow(refused({ code: 'ended', endedAt: now.toISOString() }));
    expect(() => applyCode(cart, undefined)).toThrow(refused({ code: 'unknown' }));
  });

  it('begins open and empty, for somebody who has bought nothing, and ends after its idle time', () => {
    expect(cartOf()).toMatchObject({
      status: 'open',
      lines: [],
      promotions: [],
      boughtBefore: false,
      expiresAt: new Date(now.getTime() + 1000),
    });
    const statuses = ['open', 'checkout', 'closed', 'merged', 'expired'] as const;
    expect(statuses.filter((status) => isLiving({ status }))).toEqual(['open', 'checkout']);
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
    expect(expire(cart)).toMatchObject({ cart: { status: 'expired', holdsDue: true }, news: 'expired' });
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
    expect(shown({ heldUntil: later }, { ...line, quota: { ...line.quota, allowed: 3 } }).problems).toEqual([]);
    expect(shown({ heldUntil: now }, line).problems).toEqual(['hold-expired']);
  });

  it('suggests signing in to those who have not, when more could be held then', () => {
    const limited = (cart: Cart) =>
      cart.lines.flatMap((line) => lineProblems(cart, { ...line, quota: { allowed: 1, by: 'cart' } }, 'USD'));
    expect(limited(base)).toMatchObject([{ code: 'quota', signIn: false }]);
    expect(limited({ ...base, userId: null })).toMatchObject([{ code: 'quota', signIn: true }]);
  });

  it('holds nothing from the moment the hold ends', () => {
    expect(shown({ heldUntil: now }, { held: 3, available: 3 })).toEqual({ held: 0, problems: ['hold-expired'] });
    expect(shown({ heldUntil: now }, { held: 0, available: 3 })).toEqual({ held: 0, problems: [] });
    expect(shown({ heldUntil: null }, { held: 3, available: 3 })).toEqual({ held: 0, problems: [] });
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
  const cart = cartOf([aProduct(), 1], [aProduct(), 1]);
  const held = { ...cart, heldUntil: now, lines: cart.lines.map((each, at) => ({ ...each, held: at })) };
  const after = (ms: number) => new Date(now.getTime() + ms);

  it('is news when it was the hold that the cart has, give or take a second', () => {
    expect(loseHold(held, now)).toMatchObject({ news: 'hold-expired' });
    expect(loseHold({ ...held, heldUntil: after(1000) }, now)).toMatchObject({ news: 'hold-expired' });
    expect(loseHold({ ...held, heldUntil: after(1001) }, now)).toBeUndefined();
  });

  it('to somebody who has signed in makes an open cart ask again what it holds', () => {
    expect(giveWay(held)).toEqual({ cart: { ...held, holdVersion: held.version, holdsDue: true } });
    expect(giveWay(cart)).toBeUndefined();
    expect(giveWay({ ...held, status: 'checkout' })).toBeUndefined();
  });

  it('is nothing when the cart holds anew, held nothing, or is locked', () => {
    expect(loseHold({ ...held, heldUntil: null }, now)).toBeUndefined();
    expect(loseHold({ ...cart, heldUntil: now }, now)).toBeUndefined();
    expect(loseHold({ ...held, status: 'checkout' }, now)).toBeUndefined();
  });
});
