import { describe, expect, it } from '@jest/globals';
import { requestHash } from './idempotent.ts';

describe('requestHash', () => {
  it('does not depend on the order of keys, and does on that of lists', () => {
    expect(requestHash({ a: 1, b: { c: 2, d: 3 } })).toBe(requestHash({ b: { d: 3, c: 2 }, a: 1 }));
    expect(requestHash([1, 2])).not.toBe(requestHash([2, 1]));
  });
});
