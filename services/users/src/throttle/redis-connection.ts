import type { Logger } from '@arcade/service-defaults';
import { Redis } from 'ioredis';

/** Reconnects for ever; while Redis is away or hangs, calls fail soon so that a sign-in never waits for its counters. */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: 500,
    connectTimeout: 3000,
    retryStrategy: (attempt) => Math.min(100 * attempt, 2000),
  });
  redis.on('error', (error) => logger.warn({ err: error }, 'redis'));
  return redis;
}
