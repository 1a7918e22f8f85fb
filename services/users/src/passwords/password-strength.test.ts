import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { requireStrongPassword, weaknessOf } from './password-strength.ts';

const ada = { email: 'ada.lovelace@example.com', firstName: 'Ada', lastName: 'Lovelace' };

describe('weaknessOf', () => {
  it.each([
    ['password12', 'Many people'],
    ['Password123!', 'Many people'],
    ['iloveyou123', 'Many people'],
    ['qwertyuiop', 'Many people'],
    ['1234567890', 'Many people'],
    ['aaaaaaaaaaaa', 'Repetitions'],
    ['abcabcabcabc', 'Repetitions'],
    ['Summer2026!!', 'This is easy'],
    ['AdaLovelace1815', 'little more than a name'],
    ['ada.lovelace@example.com', 'little more than a name'],
    ['lovelace-ada-12', 'little more than a name'],
    ['Arcade-Arcade!', 'little more than a name'],
    ['my_arcade_2026', 'little more than a name'],
    ['LÓVELACE12345', 'little more than a name'],
  ])('%s is weak', (password, reason) => {
    expect(weaknessOf(password, ada)).toContain(reason);
  });

  it.each([
    'correct horse battery',
    'tr0ub4dor&3x',
    'xkdjf83kdj',
    'Ada likes seven purple teapots',
    '七つの紫色の急須が好き',
    '🐙🫖🪁🥨🎷🐧🌋🧂🪀🦦ab12cd34',
  ])('%s is not', (password) => {
    expect(weaknessOf(password, ada)).toBeUndefined();
  });

  it('looks at the beginning only, or a long one would cost seconds', () => {
    expect(weaknessOf('ab'.repeat(36) + 'seven purple teapots', ada)).toContain('Repetitions');
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 10, maxLength: 200, unit: 'grapheme' }), fc.string(), (password, name) => {
        expect(['string', 'undefined']).toContain(typeof weaknessOf(password, { ...ada, firstName: name }));
      }),
      { numRuns: 50 },
    );
  });
});

describe('requireStrongPassword', () => {
  it('points at the field', () => {
    expect(() => requireStrongPassword('password12', ada, '/newPassword')).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        fields: { errors: [expect.objectContaining({ pointer: '/newPassword', code: 'weak-password' })] },
      }),
    );
  });
});
