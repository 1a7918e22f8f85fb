import type { Redis } from 'ioredis';

/** Lets time pass for the counters of sign-ins: whatever they wait for comes so much earlier. */
export async function letTimePass(redis: Redis, ms: number): Promise<void> {
  for (const key of await redis.keys('users:sign-in:*')) {
    const left = await redis.pttl(key);
    if (left <= ms) {
      await redis.del(key);
      continue;
    }
    await redis.pexpire(key, left - ms);
    const waitUntil = await redis.hget(key, 'waitUntil');
    if (waitUntil !== null) await redis.hset(key, 'waitUntil', Number(waitUntil) - ms);
  }
}
