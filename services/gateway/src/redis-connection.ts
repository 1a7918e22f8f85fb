import type { Logger } from '@arcade/service-defaults';
import { Redis } from 'ioredis';

/** Reconnects for ever; while Redis is away, calls fail at once instead of piling up. */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    connectTimeout: 3000,
    commandTimeout: 1000,
    retryStrategy: (attempt) => Math.min(100 * attempt, 2000),
  });
  redis.on('error', (error) => logger.warn({ err: error }, 'redis'));
  return redis;
}
