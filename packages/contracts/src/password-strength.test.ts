import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { strengthOf } from './password-strength.ts';

const ada = { email: 'ada.lovelace@example.com', firstName: 'Ada', lastName: 'Lovelace' };

describe('strengthOf', () => {
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
    expect(strengthOf(password, ada)).toEqual({ level: 'weak', reason: expect.stringContaining(reason) });
  });

  it.each([
    'correct horse battery',
    'tr0ub4dor&3x',
    'xkdjf83kdj',
    'Ada likes seven purple teapots',
    '七つの紫色の急須が好き',
    '🐙🫖🪁🥨🎷🐧🌋🧂🪀🦦ab12cd34',
  ])('%s is not', (password) => {
    expect(strengthOf(password, ada).level).not.toBe('weak');
  });

  it.each([
    ['xkdjf83kdj', 'good'],
    ['correct horse battery', 'strong'],
  ] as const)('tells more than enough from enough: %s is %s', (password, level) => {
    expect(strengthOf(password, ada).level).toBe(level);
  });

  it('knows nothing of an owner whose names are not known', () => {
    const nobody = { email: '', firstName: '', lastName: '' };
    expect(strengthOf('AdaLovelace1815', nobody).level).not.toBe('weak');
    expect(strengthOf('Arcade-Arcade!', nobody).level).toBe('weak');
  });

  it('looks at the beginning only, or a long one would cost seconds', () => {
    expect(strengthOf('ab'.repeat(36) + 'seven purple teapots', ada)).toMatchObject({
      reason: expect.stringContaining('Repetitions'),
    });
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 10, maxLength: 200, unit: 'grapheme' }), fc.string(), (password, name) => {
        expect(['weak', 'good', 'strong']).toContain(strengthOf(password, { ...ada, firstName: name }).level);
      }),
      { numRuns: 50 },
    );
  });
});
