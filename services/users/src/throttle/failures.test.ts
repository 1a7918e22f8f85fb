import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { countAttempt, delayMs, type Failures } from './failures.ts';

const rule = { freeFailures: 3, firstDelayMs: 1000, maxDelayMs: 300_000, forgetMs: 3_600_000 };
const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);

/** What becomes of attempts at these instants, none of them right. */
function kinds(...instants: number[]): string[] {
  let failures: Failures | undefined;
  return instants.map((ms) => {
    const attempt = countAttempt(failures, at(ms), rule);
    if (attempt.kind === 'allowed') failures = attempt.failures;
    return attempt.kind === 'allowed' ? 'allowed' : String(attempt.ms);
  });
}

describe('delayMs', () => {
  it('is the first wait after the free failures, then doubles', () => {
    expect([1, 2, 3, 4, 5, 6].map((count) => delayMs(count, rule))).toEqual([0, 0, 1000, 2000, 4000, 8000]);
  });

  it('never shrinks with more failures and never passes the maximum', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), (count) => {
        expect(delayMs(count + 1, rule)).toBeGreaterThanOrEqual(delayMs(count, rule));
        expect(delayMs(count, rule)).toBeLessThanOrEqual(rule.maxDelayMs);
      }),
    );
  });
});

describe('countAttempt', () => {
  it('lets some pass, then makes them wait twice as long each time', () => {
    expect(kinds(0, 0, 0, 0, 999, 1000, 1001, 3000)).toEqual([
      'allowed',
      'allowed',
      'allowed',
      '1000',
      '1',
      'allowed',
      '1999',
      'allowed',
    ]);
  });

  it('makes nobody wait who read the clock before another that was counted first', () => {
    expect(kinds(5, 3, 4)).toEqual(['allowed', 'allowed', 'allowed']);
  });

  it('forgets failures after a while without any', () => {
    expect(kinds(0, 0, 3_600_000, 3_600_000, 3_600_000, 3_600_000)).toEqual([
      'allowed',
      'allowed',
      'allowed',
      'allowed',
      'allowed',
      '1000',
    ]);
  });
});
