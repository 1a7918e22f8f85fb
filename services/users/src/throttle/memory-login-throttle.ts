import { delayMs, type LoginThrottle, type ThrottleRule } from './login-throttle.ts';

const maximumSubjects = 50_000;

/** Counts in this process: the last resort when Redis is away. */
export function createMemoryLoginThrottle(rule: ThrottleRule, now: () => number = Date.now): LoginThrottle {
  const subjects = new Map<string, { failures: number; waitUntil: number; forgetAt: number }>();

  const stateOf = (subject: string) => {
    const state = subjects.get(subject);
    if (state !== undefined && state.forgetAt > now()) return state;
    return { failures: 0, waitUntil: 0, forgetAt: 0 };
  };

  const record = (subject: string, failures: number, waitUntil: number) => {
    subjects.delete(subject);
    subjects.set(subject, { failures, waitUntil, forgetAt: now() + rule.forgetMs });
    const [oldest] = subjects.keys();
    if (subjects.size > maximumSubjects && oldest !== undefined) subjects.delete(oldest);
  };

  return {
    async attempt(subject) {
      const { failures, waitUntil } = stateOf(subject);
      if (waitUntil > now()) return { kind: 'wait', ms: waitUntil - now() };
      record(subject, failures + 1, now() + delayMs(failures + 1, rule));
      return { kind: 'allowed' };
    },
    async succeeded(subject) {
      subjects.delete(subject);
    },
    async notTried(subject) {
      record(subject, Math.max(0, stateOf(subject).failures - 1), 0);
    },
  };
}
