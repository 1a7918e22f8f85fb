import { describe, expect, it } from '@jest/globals';
import { requestHash, seedOf } from './idempotent.ts';

describe('requestHash', () => {
  it('does not depend on the order of keys, and does on that of lists', () => {
    expect(requestHash({ a: 1, b: { c: 2, d: 3 } })).toBe(requestHash({ b: { d: 3, c: 2 }, a: 1 }));
    expect(requestHash([1, 2])).not.toBe(requestHash([2, 1]));
  });
});

describe('seedOf', () => {
  const request = {
    userId: 'ada',
    key: 'key-1',
    request: ['return', { orderId: 'a' }, { quantity: 1, reason: 'small' }],
  };

  it('is the same for the same request, whatever the order of its keys', () => {
    const same = { ...request, request: ['return', { orderId: 'a' }, { reason: 'small', quantity: 1 }] };
    expect(seedOf(same)).toBe(seedOf(request));
  });

  it.each([
    { ...request, userId: 'bob' },
    { ...request, key: 'key-2' },
    { ...request, request: ['return', { orderId: 'b' }, { quantity: 1, reason: 'small' }] },
    { ...request, userId: 'adak', key: 'ey-1' },
  ])('is another for %j', (other) => {
    expect(seedOf(other)).not.toBe(seedOf(request));
  });
});
