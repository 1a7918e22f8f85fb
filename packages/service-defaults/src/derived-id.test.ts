import { describe, expect, it } from '@jest/globals';
import { derivedId } from './derived-id.ts';

describe('derivedId', () => {
  it('is the same for the same parts, a UUIDv8, and differs for any other', () => {
    const id = derivedId('order', 'user', 'key');
    expect(derivedId('order', 'user', 'key')).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(derivedId('order', 'userkey', '')).not.toBe(id);
    expect(derivedId('payment', 'user', 'key')).not.toBe(id);
  });
});
