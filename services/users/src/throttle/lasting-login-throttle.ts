import type { Logger } from '@arcade/service-defaults';
import type { LoginThrottle } from './login-throttle.ts';

/**
 * The shared counters, with this process's own beside them: those count all the time and decide while the shared ones
 * do not answer, so that losing Redis makes the limits looser instead of lifting them.
 */
export function createLastingLoginThrottle(
  shared: LoginThrottle,
  lastResort: LoginThrottle,
  logger: Logger,
): LoginThrottle {
  const both = async <Result>(act: (throttle: LoginThrottle) => Promise<Result>): Promise<Result> => {
    const own = await act(lastResort);
    return await act(shared).catch((error: unknown) => {
      logger.warn({ err: error }, 'sign-ins are counted in this process only');
      return own;
    });
  };
  return {
    attempt: (subject) => both((throttle) => throttle.attempt(subject)),
    succeeded: (subject) => both((throttle) => throttle.succeeded(subject)),
    notTried: (subject) => both((throttle) => throttle.notTried(subject)),
  };
}
