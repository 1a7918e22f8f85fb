import { DomainError, type RateClass } from '@arcade/contracts';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

interface Limit {
  readonly points: number;
  readonly seconds: number;
  /** Strict classes count in Redis over all gateways; the others in each process, where a count costs nothing. */
  readonly shared: boolean;
}

const limits: Readonly<Record<RateClass, Limit>> = {
  read: { points: 3000, seconds: 60, shared: false },
  standard: { points: 600, seconds: 60, shared: false },
  upload: { points: 120, seconds: 60, shared: true },
  payment: { points: 30, seconds: 60, shared: true },
  login: { points: 30, seconds: 60, shared: true },
  register: { points: 20, seconds: 600, shared: true },
};

export interface RateLimits {
  /**
   * Counts one request and gives the headers that say what is left.
   * @throws DomainError rate-limited
   */
  consume(rateClass: RateClass, subject: string): Promise<Readonly<Record<string, string>>>;
}

/** Without Redis the shared classes fall back to counting in the process: limits get looser, the shop stays open. */
export function createRateLimits(redis: Redis, factor: number): RateLimits {
  const limiters = Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [name, limiterOf(redis, name, limit, factor)]),
  ) as Record<RateClass, RateLimiterAbstract>;
  return {
    async consume(rateClass, subject) {
      const { points, seconds } = limits[rateClass];
      const policy = { 'ratelimit-policy': `"${rateClass}";q=${Math.ceil(points * factor)};w=${seconds}` };
      try {
        const result = await limiters[rateClass].consume(subject);
        return { ...policy, ratelimit: headerOf(rateClass, result) };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
        throw new DomainError('rate-limited', `Try again in ${retryAfterSeconds} s`, { retryAfterSeconds });
      }
    },
  };
}

function limiterOf(redis: Redis, name: string, limit: Limit, factor: number): RateLimiterAbstract {
  const points = Math.ceil(limit.points * factor);
  const memory = new RateLimiterMemory({ points, duration: limit.seconds });
  if (!limit.shared) return memory;
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `rate:${name}`,
    points,
    duration: limit.seconds,
    insuranceLimiter: memory,
    rejectIfRedisNotReady: true,
  });
}

const headerOf = (rateClass: RateClass, { remainingPoints, msBeforeNext }: RateLimiterRes) =>
  `"${rateClass}";r=${remainingPoints};t=${Math.ceil(msBeforeNext / 1000)}`;
