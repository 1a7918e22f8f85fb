import type { Logger } from '@arcade/service-defaults';
import { Redis } from 'ioredis';

/** One connection that reconnects for ever; calls fail at once while it is away instead of piling up. */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
    connectTimeout: 3000,
    retryStrategy: (attempt) => Math.min(100 * attempt, 2000),
  });
  redis.on('error', (error) => logger.warn({ err: error }, 'redis'));
  return redis;
}
