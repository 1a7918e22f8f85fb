import { describe, expect, it } from '@jest/globals';
import { usersApi } from '@arcade/contracts';
import { passwordLength } from '@arcade/contracts';
import { levelOf, strengthWords } from './password-words.ts';

const long = 'x'.repeat(passwordLength.least);
const weak = { level: 'weak', reason: 'Repetitions are easy to guess.' } as const;

describe('the strength of a password', () => {
  it.each([
    ['', undefined, 'none', 'At least 10 characters.'],
    ['x', undefined, 'short', '9 more characters.'],
    ['x'.repeat(9), weak, 'short', '1 more character.'],
    [long, undefined, 'unknown', 'At least 10 characters.'],
    [long, weak, 'weak', 'Too easy to guess. Repetitions are easy to guess.'],
    [long, { level: 'good' }, 'good', 'Good: hard to guess.'],
    [long, { level: 'strong' }, 'strong', 'Strong: very hard to guess.'],
  ] as const)('is told while it is typed: %j, measured %j, is %s', (typed, strength, level, words) => {
    expect([levelOf(typed, strength), strengthWords(typed, strength)]).toEqual([level, words]);
  });

  it('asks for as many characters as the shop does', () => {
    const { newPassword } = usersApi.resetPassword.body.shape;
    expect(newPassword.safeParse(long).success).toBe(true);
    expect(newPassword.safeParse(long.slice(1)).success).toBe(false);
  });
});
