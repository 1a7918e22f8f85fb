import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { createLastingLoginThrottle } from './lasting-login-throttle.ts';
import { loginThrottleContract } from './login-throttle.contract.ts';
import { delayMs, type LoginThrottle } from './login-throttle.ts';
import { createMemoryLoginThrottle } from './memory-login-throttle.ts';

const rule = { freeFailures: 3, firstDelayMs: 1000, maxDelayMs: 300_000, forgetMs: 3_600_000 };

describe('delayMs', () => {
  it('is the first wait after the free failures, then doubles', () => {
    expect([1, 2, 3, 4, 5, 6].map((failures) => delayMs(failures, rule))).toEqual([0, 0, 1000, 2000, 4000, 8000]);
  });

  it('never shrinks with more failures and never passes the maximum', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), (failures) => {
        expect(delayMs(failures + 1, rule)).toBeGreaterThanOrEqual(delayMs(failures, rule));
        expect(delayMs(failures, rule)).toBeLessThanOrEqual(rule.maxDelayMs);
      }),
    );
  });
});

describe('createMemoryLoginThrottle', () => {
  let now = 0;
  loginThrottleContract(
    (given) => createMemoryLoginThrottle(given, () => now),
    async (ms) => void (now += ms),
  );
});

describe('createLastingLoginThrottle', () => {
  const away: LoginThrottle = {
    attempt: () => Promise.reject(new Error('no Redis')),
    succeeded: () => Promise.reject(new Error('no Redis')),
    notTried: () => Promise.reject(new Error('no Redis')),
  };
  const logger = createLogger('test', 'silent');

  it('goes on with its own counters while the shared ones are away', async () => {
    const throttle = createLastingLoginThrottle(away, createMemoryLoginThrottle(rule), logger);
    const kinds: string[] = [];
    for (let i = 0; i < 4; i++) kinds.push((await throttle.attempt('a')).kind);
    expect(kinds).toEqual(['allowed', 'allowed', 'allowed', 'wait']);
  });

  it('remembers what was counted before they went', async () => {
    const shared = createMemoryLoginThrottle({ ...rule, freeFailures: 100 });
    let isAway = false;
    const leaving: LoginThrottle = { ...shared, attempt: (subject) => (isAway ? away : shared).attempt(subject) };
    const throttle = createLastingLoginThrottle(leaving, createMemoryLoginThrottle(rule), logger);
    for (let i = 0; i < 3; i++) expect(await throttle.attempt('a')).toEqual({ kind: 'allowed' });
    isAway = true;
    expect(await throttle.attempt('a')).toMatchObject({ kind: 'wait' });
  });
});
