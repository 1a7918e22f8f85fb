import { describe, expect, it } from '@jest/globals';
import { medianInterval, quantile, round, spread } from './statistics.ts';

describe('quantile', () => {
  it('is the value below which the share lies, in any order', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0), quantile(values, 0.5), quantile(values, 0.99)]).toEqual([1, 51, 100]);
  });
});

describe('medianInterval', () => {
  it('is narrow where values agree, and holds the median', () => {
    expect(medianInterval([5, 5, 5, 5])).toEqual({ low: 5, middle: 5, high: 5 });
    const { low, middle, high } = medianInterval([1, 2, 3, 4, 100]);
    expect(middle).toBe(3);
    expect([low <= 2, high >= 4]).toEqual([true, true]);
  });
  it('is the same in every run', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(medianInterval(values)).toEqual(medianInterval(values));
  });
});

describe('round', () => {
  it('keeps three digits, and all before the point', () => {
    expect([0.01234, 1.2345, 12.345, 123.45, 12_345.6].map(round)).toEqual([0.0123, 1.23, 12.3, 123, 12_346]);
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
