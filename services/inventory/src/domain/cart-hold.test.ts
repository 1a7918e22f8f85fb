import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decideHoldTime, isStale, type StoredCart } from './cart-hold.ts';
import { named } from './named.fixture.ts';

const now = new Date('2026-01-01T12:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const limits = { maxSeconds: 3600, maxExtensions: 2 };
const cart = (change: Partial<StoredCart> = {}): StoredCart => ({
  cartId: named('0190a0a0-0000-7000-8000-000000000001'),
  cartVersion: 3,
  closed: false,
  expiresAt: minutes(5),
  due: false,
  extensionsUsed: 0,
  version: 0,
  ...change,
});
const write = { cartVersion: 4, ttlSeconds: 900 };

describe('the time of a hold', () => {
  it.each([
    ['a new cart', undefined],
    ['a cart that holds nothing', cart({ expiresAt: null, extensionsUsed: 2 })],
    ['a cart whose hold is over', cart({ due: true, extensionsUsed: 2 })],
  ])('is a whole span for %s', (_, known) => {
    expect(decideHoldTime(known, write, limits, now)).toEqual({ expiresAt: minutes(15), extensionsUsed: 0 });
  });

  it('is extended by activity, and that is counted', () => {
    expect(decideHoldTime(cart(), write, limits, now)).toEqual({ expiresAt: minutes(15), extensionsUsed: 1 });
  });

  it('stays when a write is repeated', () => {
    const again = decideHoldTime(cart(), { ...write, cartVersion: 3 }, limits, now);
    expect(again).toEqual({ expiresAt: minutes(5), extensionsUsed: 0 });
  });

  it('stays when all extensions are used', () => {
    const known = cart({ extensionsUsed: 2 });
    expect(decideHoldTime(known, write, limits, now)).toEqual({ expiresAt: minutes(5), extensionsUsed: 2 });
  });

  it('is never shortened, and that costs no extension', () => {
    expect(decideHoldTime(cart(), { ...write, ttlSeconds: 60 }, limits, now)).toEqual({
      expiresAt: minutes(5),
      extensionsUsed: 0,
    });
  });

  it('is no longer than what carts get', () => {
    expect(decideHoldTime(undefined, { ...write, ttlSeconds: 86_400 }, limits, now).expiresAt).toEqual(minutes(60));
  });

  it('ends, however busy a shopper is', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 899 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, (seconds) => {
        let at = now;
        let known = cart({ expiresAt: minutes(15), extensionsUsed: 0, cartVersion: 1 });
        for (const gap of seconds) {
          at = new Date(at.getTime() + gap * 1000);
          if (known.expiresAt !== null && at >= known.expiresAt) return;
          const time = decideHoldTime(known, { cartVersion: known.cartVersion + 1, ttlSeconds: 900 }, limits, at);
          known = { ...known, ...time, cartVersion: known.cartVersion + 1 };
        }
        const longest = 900 * (1 + limits.maxExtensions) * 1000;
        expect((known.expiresAt?.getTime() ?? 0) - now.getTime()).toBeLessThanOrEqual(longest);
      }),
    );
  });
});

describe('a write of a cart', () => {
  it.each([
    ['older than the last', 2, false, true],
    ['repeated', 3, false, false],
    ['newer', 4, false, false],
    ['repeated after its holds went elsewhere', 3, true, true],
    ['newer than the one whose holds went elsewhere', 4, true, false],
  ])('that is %s', (_, cartVersion, closed, stale) => {
    expect(isStale(cart({ closed }), cartVersion)).toBe(stale);
  });
});
