import { describe, expect, it } from '@jest/globals';
import { isBeyondSchema, isLongBySpace } from './beyond-schema.ts';

const problem = { type: 'x', title: 'No', status: 400, code: 'invalid-request' };
const error = (code: string) => ({ pointer: '/city', detail: 'No', code });

describe('isBeyondSchema', () => {
  it('excuses what only we can know, and rules between fields', () => {
    expect(isBeyondSchema({ ...problem, code: 'invalid-token' })).toBe(true);
    expect(isBeyondSchema({ ...problem, errors: [error('custom'), error('weak-password')] })).toBe(true);
  });

  it('excuses nothing that the schema could have said', () => {
    expect(isBeyondSchema(problem)).toBe(false);
    expect(isBeyondSchema({ ...problem, errors: [error('custom'), error('too_small')] })).toBe(false);
  });
});

describe('isLongBySpace', () => {
  const tooLong = 'in body -> String larger than maxLength';

  it('excuses space around a text or a name, and nothing else', () => {
    expect(isLongBySpace(tooLong, JSON.stringify({ attributes: { '\u00a0wood': '' } }))).toBe(true);
    expect(isLongBySpace(tooLong, JSON.stringify({ name: ['chair '] }))).toBe(true);
    expect(isLongBySpace(tooLong, JSON.stringify({ name: 'a chair' }))).toBe(false);
    expect(isLongBySpace('in body -> Value greater than maximum', JSON.stringify({ name: ' chair' }))).toBe(false);
  });
});
