import { describe, expect, it } from '@jest/globals';
import { timeLeft } from './time-left.ts';

describe('timeLeft', () => {
  it.each([
    [247_000, '4:07'],
    [900_000, '15:00'],
    [1, '0:01'],
    [0, '0:00'],
    [-5000, '0:00'],
  ])('%d ms are %s', (left, text) => {
    expect(timeLeft(1_000_000 + left, 1_000_000)).toBe(text);
  });
});
