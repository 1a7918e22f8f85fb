import { beforeEach, expect, it } from '@jest/globals';
import type { LoginThrottle, ThrottleRule } from './login-throttle.ts';

/** What both throttles do. `wait` lets time pass for the throttle under test. */
export function loginThrottleContract(
  create: (rule: ThrottleRule) => LoginThrottle,
  wait: (ms: number) => Promise<unknown>,
): void {
  // Longer than a test may take, where the clock is a real one.
  const rule = { freeFailures: 3, firstDelayMs: 60_000, maxDelayMs: 240_000, forgetMs: 3_600_000 };
  let throttle: LoginThrottle;
  let subject: string;
  beforeEach(() => {
    throttle = create(rule);
    subject = `${Math.random()}@example.com`;
  });
  const kinds = async (attempts: number) => {
    const seen: string[] = [];
    for (let i = 0; i < attempts; i++) seen.push((await throttle.attempt(subject)).kind);
    return seen;
  };

  it('lets some attempts pass, then makes them wait', async () => {
    expect(await kinds(4)).toEqual(['allowed', 'allowed', 'allowed', 'wait']);
    const refused = await throttle.attempt(subject);
    expect(refused).toMatchObject({ kind: 'wait' });
    expect(refused.kind === 'wait' && refused.ms > 0 && refused.ms <= 60_000).toBe(true);
  });

  it('counts attempts that come at once', async () => {
    const attempts = await Promise.all(Array.from({ length: 20 }, () => throttle.attempt(subject)));
    expect(attempts.filter(({ kind }) => kind === 'allowed')).toHaveLength(3);
  });

  it('doubles the wait after each further failure', async () => {
    await kinds(3);
    await wait(60_010);
    expect(await kinds(2)).toEqual(['allowed', 'wait']);
    const refused = await throttle.attempt(subject);
    expect(refused.kind === 'wait' && refused.ms > 60_000 && refused.ms <= 120_000).toBe(true);
  });

  it('forgets everything after a right password', async () => {
    await kinds(2);
    await throttle.succeeded(subject);
    expect(await kinds(4)).toEqual(['allowed', 'allowed', 'allowed', 'wait']);
  });

  it('takes back an attempt whose password was never looked at', async () => {
    await kinds(3);
    await throttle.notTried(subject);
    expect(await kinds(2)).toEqual(['allowed', 'wait']);
  });

  it('keeps subjects apart', async () => {
    await kinds(3);
    expect(await throttle.attempt('somebody-else@example.com')).toEqual({ kind: 'allowed' });
  });

  it('never waits longer than the maximum', async () => {
    throttle = create({ ...rule, freeFailures: 1, maxDelayMs: 90_000 });
    for (const pause of [0, 60_010, 90_010]) {
      await wait(pause);
      await throttle.attempt(subject);
    }
    const refused = await throttle.attempt(subject);
    expect(refused.kind === 'wait' && refused.ms > 60_000 && refused.ms <= 90_000).toBe(true);
  });

  it('forgets failures after a while without any', async () => {
    throttle = create({ ...rule, freeFailures: 2, forgetMs: 70_000 });
    await kinds(2);
    await wait(70_010);
    expect(await kinds(3)).toEqual(['allowed', 'allowed', 'wait']);
  });
}
