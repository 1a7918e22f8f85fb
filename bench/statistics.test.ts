import { describe, expect, it } from '@jest/globals';
import { quantile, spread } from './statistics.ts';

describe('quantile', () => {
  it('is the value below which the share lies, in any order', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0), quantile(values, 0.5), quantile(values, 0.99)]).toEqual([1, 51, 100]);
  });
});

describe('spread', () => {
  it('does every item once and never more than the workers at a time', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    const took = await spread([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      done.push(item);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
    expect(took).toHaveLength(7);
  });
});
