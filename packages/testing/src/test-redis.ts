import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeUrl } from './store-urls.ts';
import type { TestStore } from './test-part.ts';

/** A test that dies gives its database back when this is over. */
const leaseSeconds = 300;
const waitMs = 60_000;

/**
 * One of the server's logical databases, empty, for one test. They are few (16 by default; 0 keeps the leases), so it
 * waits for one to become free.
 * @throws Error when none does within a minute
 */
export async function testRedis(): Promise<TestStore> {
  const url = storeUrl('redis');
  url.pathname = '/0';
  const redis = new Redis(url.href, { maxRetriesPerRequest: 3 });
  try {
    const [, count = '16'] = await redis.config('GET', 'databases');
    const { index, lease, token } = await leaseDatabase(redis, Number(count));
    await redis.select(index);
    await redis.flushdb();
    url.pathname = `/${index}`;
    const renewal = setInterval(() => void renew(url.href, lease, token), (leaseSeconds * 1000) / 3);
    renewal.unref();
    return {
      url: url.href,
      async drop() {
        clearInterval(renewal);
        await release(url.href, lease, token);
      },
    };
  } finally {
    redis.disconnect();
  }
}

async function leaseDatabase(redis: Redis, count: number) {
  const token = randomUUID();
  const deadline = Date.now() + waitMs;
  for (;;) {
    for (let index = 1; index < count; index++) {
      const lease = `arcade:test-database:${index}`;
      if ((await redis.set(lease, token, 'EX', leaseSeconds, 'NX')) === 'OK') return { index, lease, token };
    }
    if (Date.now() > deadline) throw new Error(`All ${count - 1} logical Redis databases for tests are in use`);
    await sleep(200);
  }
}

const renew = (url: string, lease: string, token: string) =>
  withDatabase0(url, async (redis) => {
    if ((await redis.get(lease)) === token) await redis.expire(lease, leaseSeconds);
  });

const release = (url: string, lease: string, token: string) =>
  withDatabase0(url, async (redis) => {
    if ((await redis.get(lease)) !== token) return;
    await redis.select(new URL(url).pathname.slice(1));
    await redis.flushdb();
    await redis.select(0);
    await redis.del(lease);
  });

async function withDatabase0(url: string, work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = new Redis(url, { db: 0, maxRetriesPerRequest: 3 });
  try {
    await redis.select(0);
    await work(redis);
  } finally {
    redis.disconnect();
  }
}
