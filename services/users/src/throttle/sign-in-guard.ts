import { DomainError } from '@arcade/contracts';
import type { Logger } from '@arcade/service-defaults';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createLastingLoginThrottle } from './lasting-login-throttle.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { createMemoryLoginThrottle } from './memory-login-throttle.ts';
import { createRedisLoginThrottle } from './redis-login-throttle.ts';

const forgetMs = 3_600_000;
const addressSeconds = 600;

export interface SignInLimits {
  readonly freeFailures: number;
  readonly firstDelaySeconds: number;
  readonly maxDelaySeconds: number;
  readonly failuresPerAddress: number;
}

/** Who tries, and from where. */
export interface SignInAttempt {
  readonly email: string;
  /** An IPv6 address as its /64, or many addresses of one household would each have their tries. */
  readonly clientIp: string;
}

export interface SignInGuard {
  /** @throws DomainError login-throttled with `retryAfterSeconds` */
  enter(attempt: SignInAttempt): Promise<void>;
  succeeded(attempt: SignInAttempt): Promise<void>;
  notTried(attempt: SignInAttempt): Promise<void>;
}

/** Slows down guessing: by account, wherever it comes from, and by address, whomever it tries. */
export function createSignInGuard(redis: Redis, limits: SignInLimits, logger: Logger): SignInGuard {
  const rule = {
    freeFailures: limits.freeFailures,
    firstDelayMs: limits.firstDelaySeconds * 1000,
    maxDelayMs: limits.maxDelaySeconds * 1000,
    forgetMs,
  };
  const accounts: LoginThrottle = createLastingLoginThrottle(
    createRedisLoginThrottle(redis, rule),
    createMemoryLoginThrottle(rule),
    logger,
  );
  const window = { points: limits.failuresPerAddress, duration: addressSeconds };
  const addresses = new RateLimiterRedis({
    ...window,
    storeClient: redis,
    keyPrefix: 'users:sign-in-address',
    insuranceLimiter: new RateLimiterMemory(window),
    rejectIfRedisNotReady: true,
  });
  return {
    async enter({ email, clientIp }) {
      await addresses.consume(clientIp).catch((refused: unknown) => {
        if (refused instanceof RateLimiterRes) throw throttled(refused.msBeforeNext);
        throw refused;
      });
      const attempt = await accounts.attempt(email);
      if (attempt.kind === 'allowed') return;
      // Nothing was tried, so the address has not failed.
      await addresses.reward(clientIp);
      throw throttled(attempt.ms);
    },
    async succeeded({ email, clientIp }) {
      await Promise.all([accounts.succeeded(email), addresses.reward(clientIp)]);
    },
    async notTried({ email, clientIp }) {
      await Promise.all([accounts.notTried(email), addresses.reward(clientIp)]);
    },
  };
}

function throttled(ms: number): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil(ms / 1000));
  return new DomainError('login-throttled', `Try again in ${retryAfterSeconds} s`, { retryAfterSeconds });
}
