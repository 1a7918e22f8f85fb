/** How failed sign-ins make an account wait. */
export interface ThrottleRule {
  /** Attempts without a wait. */
  readonly freeFailures: number;
  /** The first wait; it doubles with each further failure. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Failures are forgotten when this time passes without another. */
  readonly forgetMs: number;
}

export type Attempt = { readonly kind: 'allowed' } | { readonly kind: 'wait'; readonly ms: number };

/**
 * Counts sign-ins of a subject. An attempt counts as failed from its beginning, so that many at once do not slip
 * through; a right password takes it back.
 */
export interface LoginThrottle {
  attempt(subject: string): Promise<Attempt>;
  /** The password was right: everything is forgotten. */
  succeeded(subject: string): Promise<void>;
  /** The password was never looked at: this attempt is forgotten. */
  notTried(subject: string): Promise<void>;
}

/** Wait after so many failures: nothing at first, then the first wait, doubling up to the maximum. */
export const delayMs = (failures: number, { freeFailures, firstDelayMs, maxDelayMs }: ThrottleRule): number =>
  failures < freeFailures ? 0 : Math.min(firstDelayMs * 2 ** (failures - freeFailures), maxDelayMs);
