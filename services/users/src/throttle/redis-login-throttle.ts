import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { LoginThrottle, ThrottleRule } from './login-throttle.ts';

/**
 * Refuses while the wait lasts, else counts the attempt and sets the next wait, in one step and by Redis's clock.
 * KEYS: subject; ARGV: attempts without a wait; first wait, longest wait and when to forget, in ms. Answers the wait in ms.
 */
const attemptScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local waitUntil = tonumber(redis.call('HGET', KEYS[1], 'waitUntil') or '0')
if waitUntil > now then return waitUntil - now end
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
local wait = 0
if failures >= tonumber(ARGV[1]) then
  wait = math.min(tonumber(ARGV[2]) * 2 ^ (failures - tonumber(ARGV[1])), tonumber(ARGV[3]))
end
redis.call('HSET', KEYS[1], 'waitUntil', string.format('%d', now + wait))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 0
`;

/** KEYS: subject. */
const notTriedScript = `
if tonumber(redis.call('HGET', KEYS[1], 'failures') or '0') > 0 then
  redis.call('HINCRBY', KEYS[1], 'failures', -1)
end
redis.call('HDEL', KEYS[1], 'waitUntil')
return 0
`;

const keyOf = (subject: string) => `users:sign-in:${createHash('sha256').update(subject).digest('base64url')}`;

/** Counts for all replicas. Keys hold a hash of the subject: an address is nobody's business in Redis. */
export function createRedisLoginThrottle(redis: Redis, rule: ThrottleRule): LoginThrottle {
  const { freeFailures, firstDelayMs, maxDelayMs, forgetMs } = rule;
  const terms = [freeFailures, firstDelayMs, maxDelayMs, Math.ceil(forgetMs)];
  return {
    async attempt(subject) {
      const wait = Number(await redis.eval(attemptScript, 1, keyOf(subject), ...terms));
      return wait > 0 ? { kind: 'wait', ms: wait } : { kind: 'allowed' };
    },
    async succeeded(subject) {
      await redis.del(keyOf(subject));
    },
    async notTried(subject) {
      await redis.eval(notTriedScript, 1, keyOf(subject));
    },
  };
}
