import { expect, it } from '@jest/globals';
import type { CodeProblem } from '@arcade/contracts';
import { codeWords } from './code-words.ts';

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });

it.each<[CodeProblem, string]>([
  [{ code: 'unknown' }, 'There is no such code'],
  [{ code: 'not-started', startsAt: '2026-06-01T08:30:00Z' }, 'This code is valid from 1 June 2026 at 08:30 UTC'],
  [{ code: 'ended', endedAt: '2026-06-01T00:00:00Z' }, 'This code ended on 1 June 2026 at 00:00 UTC'],
  [{ code: 'used-by-you', times: 1 }, 'You have used this code already'],
  [{ code: 'used-by-you', times: 2 }, 'You have used this code 2 times'],
  [{ code: 'too-many-codes', maximum: 10 }, 'A cart takes at most 10 codes'],
  [{ code: 'other-currency', currencyCode: 'EUR' }, 'This code is for carts in EUR'],
  [
    { code: 'below-minimum', minimum: usd(4000), missing: usd(1) },
    'Spend $0.01 more: this code needs a cart of $40.00',
  ],
  [{ code: 'more-units-needed', missing: 1 }, 'Add one more unit of this offer'],
  [{ code: 'more-units-needed', missing: 3 }, 'Add 3 more units of this offer'],
  [{ code: 'not-combinable', with: ['A', 'B'] }, 'This code cannot be combined with A, B'],
  [{ code: 'costs-more', by: usd(498) }, 'With this code you would pay $4.98 more'],
])('says %j', (problem, words) => {
  expect(codeWords(problem)).toBe(words);
});
