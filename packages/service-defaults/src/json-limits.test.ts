import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@arcade/contracts';
import { checkJson } from './json-limits.ts';

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));

describe('checkJson', () => {
  it.each([
    ['a list of a hundred lines', Array.from({ length: 100 }, () => ({ productId: 'x', quantity: 1 }))],
    ['twenty levels', nested(20)],
    ['two hundred keys', keys(200)],
    ['every plane of Unicode', { text: 'é 漢 👍 \u0001' }],
    ['no body', undefined],
  ])('accepts %s', (_, value) => {
    expect(() => checkJson(value)).not.toThrow();
  });

  it.each([
    ['more levels', nested(21)],
    ['lists in lists', JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`)],
    ['more keys', keys(201)],
    ['more parts', Array.from({ length: 5000 }, () => 0)],
    ['more parts in many places', Array.from({ length: 100 }, () => keys(60))],
    ['a key into the prototype', JSON.parse('{"a":[{"__proto__":1}]}')],
    ['half a surrogate pair', { text: 'x\ud800' }],
    ['half a surrogate pair in a key', { 'x\udc00': 1 }],
    ['NUL', ['a\0b']],
  ])('refuses %s', (_, value) => {
    expect(() => checkJson(value)).toThrow(DomainError);
  });
});
