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
  mail: { points: 30, seconds: 60, shared: true },
  code: { points: 20, seconds: 60, shared: true },
  register: { points: 20, seconds: 600, shared: true },
};
/** Session tokens that nobody has, from one network. */
const unknownTokens = { points: 120, duration: 60 } as const;

export type RateHeaders = Readonly<Record<string, string>>;

export type Consumed =
  | { readonly kind: 'allowed'; readonly headers: RateHeaders }
  | { readonly kind: 'refused'; readonly headers: RateHeaders; readonly retryAfterSeconds: number };

export interface RateLimits {
  /** Counts one request; the headers say what is left. */
  consume(rateClass: RateClass, subject: string): Promise<Consumed>;
  /** Counts a token that nobody has; how many seconds to wait, once a network has shown too many of them. */
  countUnknownToken(network: string): Promise<number | undefined>;
}

/** Without Redis the shared classes fall back to counting in the process: limits get looser, the shop stays open. */
export function createRateLimits(redis: Redis, factor: number): RateLimits {
  const limiters = Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [name, limiterOf(redis, name, limit, factor)]),
  ) as Record<RateClass, RateLimiterAbstract>;
  const guesses = new RateLimiterMemory({ ...unknownTokens, keyPrefix: 'unknown-token' });
  return {
    async consume(rateClass, subject) {
      const { points, seconds } = limits[rateClass];
      const policy = { 'ratelimit-policy': `"${rateClass}";q=${Math.ceil(points * factor)};w=${seconds}` };
      try {
        const result = await limiters[rateClass].consume(subject);
        return { kind: 'allowed', headers: { ...policy, ratelimit: headerOf(rateClass, result) } };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        const headers = { ...policy, ratelimit: headerOf(rateClass, error) };
        return { kind: 'refused', headers, retryAfterSeconds: secondsOf(error) };
      }
    },
    async countUnknownToken(network) {
      try {
        await guesses.consume(network);
        return undefined;
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        return secondsOf(error);
      }
    },
  };
}

export const rateLimited = (retryAfterSeconds: number) =>
  new DomainError('rate-limited', `Try again in ${retryAfterSeconds} s`, { retryAfterSeconds });

function limiterOf(redis: Redis, name: string, limit: Limit, factor: number): RateLimiterAbstract {
  const window = { points: Math.ceil(limit.points * factor), duration: limit.seconds, keyPrefix: `rate:${name}` };
  const memory = new RateLimiterMemory(window);
  if (!limit.shared) return memory;
  return new RateLimiterRedis({
    ...window,
    storeClient: redis,
    insuranceLimiter: memory,
    rejectIfRedisNotReady: true,
  });
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000));
const headerOf = (rateClass: RateClass, result: RateLimiterRes) =>
  `"${rateClass}";r=${Math.max(0, result.remainingPoints)};t=${secondsOf(result)}`;
