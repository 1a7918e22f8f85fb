import { expect, it } from '@jest/globals';
import { pauseAfter } from './saga-pause.ts';

it('doubles the pause up to half a minute and spreads it', () => {
  const longest = [0, 1, 2, 5, 7, 8, 100].map((attempt) => pauseAfter(attempt, () => 1));
  expect(longest).toEqual([200, 400, 800, 6400, 25_600, 30_000, 30_000]);
  expect(pauseAfter(3, () => 0.5)).toBe(800);
});
